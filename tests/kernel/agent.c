/*
 * The only program of the machine that judges policy: it is /init, does a job, says what came of it, and turns off.
 *
 * Job and answers are described in harness.py. The job comes through the file opt/aa/job of QEMU's fw_cfg device, the
 * answers go to its debug console: both are ports, and need neither a driver nor a file system.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/capability.h>
#include <linux/io_uring.h>
#include <linux/mount.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/fsuid.h>
#include <sys/io.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

/* linux/mount.h and sys/mount.h cannot both be included with the libc of Debian 12. */
int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data);
int umount2(const char *target, int flags);

#define SECURITY "/sys/kernel/security/apparmor/"
#define MOST_STEPS 64
#define MOST_WORDS 8
/* Seconds for all steps of one process, and for what it leaves behind. */
#define PATIENCE 20

/* ---- the machine's two ports ---- */

enum { FW_CFG_SELECT = 0x510, FW_CFG_DATA = 0x511, DEBUG_CONSOLE = 0xe9, FW_CFG_DIRECTORY = 0x19 };

/* insb(3) and outsb(3) of glibc do not tell the compiler that they touch memory. */
#define BARRIER() __asm__ volatile("" ::: "memory")

static void from_port(void *into, size_t size)
{
	insb(FW_CFG_DATA, into, size);
	BARRIER();
}

static void to_console(const void *data, size_t size)
{
	BARRIER();
	outsb(DEBUG_CONSOLE, data, size);
}

static uint32_t big_endian(const unsigned char *at, int size)
{
	uint32_t value = 0;
	while (size--)
		value = value << 8 | *at++;
	return value;
}

static unsigned char *read_job(size_t *size)
{
	unsigned char count[4], entry[64];

	outw(FW_CFG_DIRECTORY, FW_CFG_SELECT);
	from_port(count, sizeof count);
	for (uint32_t left = big_endian(count, 4); left; left--) {
		from_port(entry, sizeof entry);
		if (strcmp((char *)entry + 8, "opt/aa/job"))
			continue;
		*size = big_endian(entry, 4);
		outw(big_endian(entry + 4, 2), FW_CFG_SELECT);
		unsigned char *job = malloc(*size + 1);
		if (job)
			from_port(job, *size);
		return job;
	}
	return NULL;
}

static unsigned char pending[1 << 16];
static size_t pending_size;

static void flush(void)
{
	to_console(pending, pending_size);
	pending_size = 0;
}

static void answer(const void *data, size_t size)
{
	if (size > sizeof pending - pending_size)
		flush();
	if (size > sizeof pending) {
		to_console(data, size);
		return;
	}
	memcpy(pending + pending_size, data, size);
	pending_size += size;
}

static void answer_number(uint32_t value) { answer(&value, sizeof value); }

/* Nothing can be judged any more: the reason is for the console, and the missing end of the answers tells the rest. */
static void give_up(const char *what)
{
	printf("agent: %s: %s\n", what, strerror(errno));
	fflush(stdout);
	flush();
	sync();
	reboot(RB_AUTOBOOT);
	_exit(1);
}

/* ---- loading and asking ---- */

static int load(const unsigned char *policy, size_t size)
{
	int fd = open(SECURITY ".replace", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	int failed = write(fd, policy, size) == (ssize_t)size ? 0 : errno;
	close(fd);
	return failed;
}

/* The first byte says who asks: 1 the owner of the file, 0 another. The kernel takes the file to be root's. */
static void question(const unsigned char *query, size_t size)
{
	static int fd = -1, owner = 1;
	uint32_t found[5] = {0};
	char text[256];

	if (fd < 0 && (fd = open(SECURITY ".access", O_RDWR | O_CLOEXEC)) < 0)
		give_up(".access");
	if (query[0] != owner) {
		owner = query[0];
		setfsuid(owner ? 0 : 1);
	}
	if (pwrite(fd, query + 1, size - 1, 0) != (ssize_t)size - 1) {
		found[0] = errno;
	} else {
		ssize_t length = pread(fd, text, sizeof text - 1, 0);
		text[length < 0 ? 0 : length] = 0;
		if (sscanf(text, "allow %x deny %x audit %x quiet %x", found + 1, found + 2, found + 3, found + 4) != 4)
			found[0] = EPROTO;
	}
	answer(found, sizeof found);
}

/* ---- steps: what a process does, confined or not ---- */

static int current_fd, exec_fd; /* opened while nothing confines the process, and good for it alone */
static int report_fd;           /* where results go: at its end the process is done */
static pid_t peer;              /* the process that signals and ptrace are for */

struct result {
	int failed;     /* an errno, or 0 */
	pid_t started;  /* a program that waits for somebody to look by what it is confined */
	char text[4096]; /* what was found out; of several calls, the name of the one that failed */
};

static int failed_in(struct result *result, const char *call)
{
	int failed = errno;
	snprintf(result->text, sizeof result->text, "%s", call);
	return failed;
}

static int tell(int fd, const char *verb, const char *name)
{
	char order[4096];
	int size = snprintf(order, sizeof order, "%s %s", verb, name);
	return pwrite(fd, order, size, 0) == size ? 0 : errno;
}

static int open_flags(const char *letters)
{
	int flags = strchr(letters, 'r') ? strchr(letters, 'w') ? O_RDWR : O_RDONLY : O_WRONLY;
	if (strchr(letters, 'a'))
		flags |= O_APPEND;
	if (strchr(letters, 'c'))
		flags |= O_CREAT;
	if (strchr(letters, 't'))
		flags |= O_TRUNC;
	return flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
}

static void make_folders(const char *path)
{
	char name[4096];
	for (const char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
		snprintf(name, sizeof name, "%.*s", (int)(slash - path), path);
		mkdir(name, 0755);
	}
}

static int make_file(const char *path, const char *text)
{
	make_folders(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0777);
	if (fd < 0)
		return errno;
	int failed = write(fd, text, strlen(text)) < 0 ? errno : 0;
	close(fd);
	return failed;
}

/* Starts a process confined by `label` that does nothing. */
static int start_peer(const char *label)
{
	int told[2], failed = 0;
	if (pipe2(told, O_CLOEXEC))
		return errno;
	if (!(peer = fork())) {
		close(report_fd);
		alarm(PATIENCE);
		int fd = open("/proc/thread-self/attr/apparmor/current", O_RDWR | O_CLOEXEC);
		failed = fd < 0 ? errno : *label ? tell(fd, "changeprofile", label) : 0;
		if (write(told[1], &failed, sizeof failed) < 0)
			_exit(1);
		for (;;)
			pause();
	}
	close(told[1]);
	if (read(told[0], &failed, sizeof failed) != sizeof failed)
		failed = ECHILD;
	close(told[0]);
	return failed;
}

/* Executes a program in a process of its own. It stays until somebody has looked by what it is confined. */
static int execute(struct result *result, const char *path)
{
	int told[2], failed = 0;
	if (pipe2(told, O_CLOEXEC))
		return errno;
	pid_t child = fork();
	if (!child) {
		alarm(PATIENCE);
		execl(path, path, "wait", NULL);
		failed = errno;
		_exit(write(told[1], &failed, sizeof failed) < 0);
	}
	close(told[1]);
	/* A successful execve(2) closes the pipe. */
	if (read(told[0], &failed, sizeof failed) <= 0)
		result->started = child;
	else
		waitpid(child, NULL, 0);
	close(told[0]);
	return failed;
}

static int lock(struct result *result, const char *path, int how)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return failed_in(result, "open");
	int failed = flock(fd, how | LOCK_NB) ? failed_in(result, "flock") : 0;
	close(fd);
	return failed;
}

static int map_executable(struct result *result, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return failed_in(result, "open");
	void *at = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	int failed = at == MAP_FAILED ? failed_in(result, "mmap") : 0;
	close(fd);
	return failed;
}

/* The newer way to mount: fsopen(2) and what belongs to it. */
static int mount_in_steps(struct result *result, const char *type, const char *target)
{
	int fs = syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
	if (fs < 0)
		return failed_in(result, "fsopen");
	if (syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		return failed_in(result, "fsconfig");
	int tree = syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, 0);
	if (tree < 0)
		return failed_in(result, "fsmount");
	if (syscall(SYS_move_mount, tree, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH))
		return failed_in(result, "move_mount");
	return 0;
}

static int bind_in_steps(struct result *result, const char *source, const char *target)
{
	int tree = syscall(SYS_open_tree, AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (tree < 0)
		return failed_in(result, "open_tree");
	if (syscall(SYS_move_mount, tree, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH))
		return failed_in(result, "move_mount");
	return 0;
}

static int make_read_only(const char *path)
{
	struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY};
	return syscall(SYS_mount_setattr, AT_FDCWD, path, 0, &attributes, sizeof attributes) ? errno : 0;
}

static int held_capabilities(struct result *result)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];
	if (syscall(SYS_capget, &header, data))
		return errno;
	snprintf(result->text, sizeof result->text, "%08x%08x", data[1].permitted, data[0].permitted);
	return 0;
}

static int read_whole(struct result *result, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	ssize_t size = read(fd, result->text, sizeof result->text - 1);
	int failed = size < 0 ? errno : 0;
	result->text[size < 0 ? 0 : size] = 0;
	close(fd);
	return failed;
}

static int ring(int flags)
{
	struct io_uring_params parameters = {.flags = flags};
	return syscall(SYS_io_uring_setup, 1, &parameters) < 0 ? errno : 0;
}

static int ask_of_peer(int request) { return ptrace(request, peer, 0, 0) ? errno : 0; }

static int look_into_peer(void)
{
	/* Of the calls that read another process, one that needs no file. */
	void *head;
	size_t size;
	return syscall(SYS_get_robust_list, peer, &head, &size) ? errno : 0;
}

#define DONE(call) ((call) < 0 ? errno : 0)

static int number(const char *word) { return strtol(word, NULL, 0); }

static int perform(struct result *result, char **word)
{
	const char *verb = word[0], *a = word[1], *b = word[2], *c = word[3], *d = word[4], *e = word[5];
	struct stat status;
#define IS_WORD(word, name) (!strcmp(word, name))
#define IS(name) IS_WORD(verb, name)

	/* What stands first prepares, and is done before anything confines the process. */
	if (IS("file"))
		return make_file(a, b);
	if (IS("folder"))
		return make_folders(a), DONE(mkdir(a, 0755));
	if (IS("program"))
		return make_folders(a), DONE(link("/agent", a));
	if (IS("peer"))
		return start_peer(a);
	if (IS("read"))
		return read_whole(result, a);
	if (IS("become"))
		return DONE(setresuid(number(a), number(a), number(a)));
	if (IS("change_profile"))
		return tell(current_fd, "changeprofile", a);
	if (IS("change_onexec"))
		return tell(exec_fd, "exec", a);
	if (IS("change_hat")) {
		char hat[300];
		snprintf(hat, sizeof hat, "%016x^%s", 1, a);
		return tell(current_fd, "changehat", hat);
	}
	if (IS("open")) {
		int fd = open(a, open_flags(b), 0755);
		return DONE(fd < 0 ? fd : close(fd));
	}
	if (IS("exec"))
		return execute(result, a);
	if (IS("link"))
		return DONE(link(a, b));
	if (IS("rename"))
		return DONE(rename(a, b));
	if (IS("symlink"))
		return DONE(symlink(a, b));
	if (IS("unlink"))
		return DONE(unlink(a));
	if (IS("mkdir"))
		return DONE(mkdir(a, 0755));
	if (IS("rmdir"))
		return DONE(rmdir(a));
	if (IS("truncate"))
		return DONE(truncate(a, 0));
	if (IS("chmod"))
		return DONE(chmod(a, 0755));
	if (IS("chown"))
		return DONE(chown(a, number(b), number(b)));
	if (IS("stat"))
		return DONE(stat(a, &status));
	if (IS("lock"))
		return lock(result, a, IS_WORD(b, "shared") ? LOCK_SH : LOCK_EX);
	if (IS("mmap"))
		return map_executable(result, a);
	if (IS("mount"))
		return DONE(mount(a, b, *c ? c : NULL, number(d), *e ? e : NULL));
	if (IS("umount"))
		return DONE(umount2(a, number(b)));
	if (IS("pivot_root"))
		return DONE(syscall(SYS_pivot_root, a, b));
	if (IS("fsmount"))
		return mount_in_steps(result, a, b);
	if (IS("open_tree"))
		return bind_in_steps(result, a, b);
	if (IS("mount_setattr"))
		return make_read_only(a);
	if (IS("socket")) {
		int fd = socket(number(a), number(b) | SOCK_CLOEXEC, number(c));
		return DONE(fd < 0 ? fd : close(fd));
	}
	if (IS("signal"))
		return DONE(kill(peer, number(a)));
	if (IS("ptrace"))
		return ask_of_peer(PTRACE_SEIZE);
	if (IS("ptrace_read"))
		return look_into_peer();
	if (IS("capabilities"))
		return held_capabilities(result);
	if (IS("chroot"))
		return DONE(chroot("/"));
	if (IS("sethostname"))
		return DONE(sethostname(a, strlen(a)));
	if (IS("mknod"))
		return DONE(mknod(a, S_IFCHR | 0600, makedev(1, 3)));
	if (IS("setrlimit")) {
		struct rlimit limit = {.rlim_cur = number(b), .rlim_max = number(c)};
		return DONE(setrlimit(number(a), &limit));
	}
	if (IS("userns"))
		return DONE(unshare(CLONE_NEWUSER));
	if (IS("io_uring"))
		return ring(number(a));
	return snprintf(result->text, sizeof result->text, "no such step: %s", verb), ENOSYS;
}

/* Steps are: the number of words in a byte, then the words, each with a NUL. */
static int split(unsigned char **at, unsigned char *end, char **words)
{
	static char none[] = "";
	int count = *(*at)++;
	for (int i = 0; i < MOST_WORDS; i++) {
		words[i] = none;
		if (i < count && *at < end) {
			words[i] = (char *)*at;
			*at += strlen(words[i]) + 1;
		}
	}
	return count;
}

static int report(const struct result *result)
{
	return write(report_fd, result, sizeof *result) == (ssize_t)sizeof *result ? 0 : -1;
}

/*
 * An empty root but for the kernel's folders and this program. What one deed leaves behind must not help the next, and
 * pivot_root(2) does not work on the root that the kernel starts with.
 */
static int new_root(const char *self)
{
	static const char *const kept[] = {"/proc", "/sys", "/dev"};
	char target[64];
	struct stat status;

	if (mount("root", "/root", "tmpfs", 0, NULL))
		return -1;
	for (unsigned i = 0; i < sizeof kept / sizeof *kept; i++) {
		snprintf(target, sizeof target, "/root%s", kept[i]);
		if (mkdir(target, 0755) || mount(kept[i], target, NULL, MS_BIND | MS_REC, NULL))
			return -1;
	}
	int from = open(self, O_RDONLY), to = open("/root/agent", O_WRONLY | O_CREAT, 0755);
	if (from < 0 || to < 0 || fstat(from, &status) || sendfile(to, from, NULL, status.st_size) != status.st_size)
		return -1;
	close(from), close(to);
	/* For the one who comes next. */
	if (mkdir("/root/root", 0755))
		return -1;
	return chdir("/root") || mount(".", "/", NULL, MS_MOVE, NULL) || chroot(".") || chdir("/");
}

/* A process of its own, with mounts of its own, does one step after the other. */
static void perform_all(unsigned char *at, unsigned char *end)
{
	static struct result result;
	char *words[MOST_WORDS];

	setpgid(0, 0);
	alarm(PATIENCE);
	current_fd = open("/proc/thread-self/attr/apparmor/current", O_RDWR | O_CLOEXEC);
	exec_fd = open("/proc/thread-self/attr/apparmor/exec", O_RDWR | O_CLOEXEC);
	if (current_fd < 0 || exec_fd < 0 || unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) || new_root("/agent"))
		_exit(2);
	while (at < end) {
		memset(&result, 0, sizeof result);
		split(&at, end, words);
		result.failed = perform(&result, words);
		if (report(&result))
			_exit(3);
	}
	_exit(0);
}

static void look_at(struct result *result)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/attr/apparmor/current", result->started);
	int failed = read_whole(result, path);
	if (failed)
		result->failed = failed;
	kill(result->started, SIGKILL);
}

/* One result after the other; what the process did not live to do is left to the reader to miss. */
static void steps(unsigned char *job, size_t size)
{
	static struct result results[MOST_STEPS];
	uint32_t count = 0;
	int ends[2], status;

	if (pipe2(ends, O_CLOEXEC))
		give_up("pipe");
	fflush(stdout);
	pid_t child = fork();
	if (!child) {
		report_fd = ends[1];
		perform_all(job, job + size);
	}
	close(ends[1]);
	while (count < MOST_STEPS) {
		struct pollfd ready = {.fd = ends[0], .events = POLLIN};
		/* A little longer than the process has itself. */
		if (poll(&ready, 1, (PATIENCE + 5) * 1000) <= 0)
			break;
		/* One write is one read: results are larger than what a pipe takes at once, so it may come in pieces. */
		size_t have = 0;
		ssize_t got = 1;
		while (have < sizeof *results && (got = read(ends[0], (char *)&results[count] + have, sizeof *results - have)) > 0)
			have += got;
		if (have < sizeof *results)
			break;
		if (results[count].started)
			look_at(&results[count]);
		count++;
	}
	close(ends[0]);
	kill(-child, SIGKILL);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	answer_number(count);
	answer_number(status);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t length = strlen(results[i].text);
		answer_number(results[i].failed);
		answer_number(length);
		answer(results[i].text, length);
	}
}

/* ---- what the kernel mediates ---- */

static int tell_feature(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	static struct result result;
	(void)status, (void)where;
	if (kind != FTW_F)
		return 0;
	memset(&result, 0, sizeof result);
	read_whole(&result, path);
	const char *name = path + strlen(SECURITY "features/");
	answer_number(strlen(name));
	answer(name, strlen(name));
	answer_number(strlen(result.text));
	answer(result.text, strlen(result.text));
	return 0;
}

static void features(void)
{
	nftw(SECURITY "features", tell_feature, 16, FTW_PHYS);
	answer_number(0);
}

/* ---- start and end ---- */

static void prepare(void)
{
	if (mount("proc", "/proc", "proc", 0, NULL) || mount("sys", "/sys", "sysfs", 0, NULL) ||
	    mount("security", "/sys/kernel/security", "securityfs", 0, NULL))
		give_up("mount");
	mount("dev", "/dev", "devtmpfs", 0, NULL);
	if (new_root("/init"))
		give_up("root");
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "wait"))
		for (;;)
			pause();
	prepare();
	if (iopl(3))
		give_up("iopl");
	size_t size = 0;
	unsigned char *job = read_job(&size);
	if (!job)
		give_up("no job");
	answer("aadsl", 5);
	for (unsigned char *at = job; at + 5 <= job + size;) {
		uint32_t length;
		unsigned char kind = *at, *body = at + 5;
		memcpy(&length, at + 1, sizeof length);
		at = body + length;
		switch (kind) {
		case 'L':
			answer_number(load(body, length));
			break;
		case 'Q':
			question(body, length);
			break;
		case 'S':
			steps(body, length);
			break;
		case 'F':
			features();
			break;
		default:
			give_up("unknown order");
		}
	}
	answer("end", 3);
	flush();
	sync();
	reboot(RB_AUTOBOOT);
	return 1;
}
