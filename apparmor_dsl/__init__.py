"""The AppArmor policy compiler that knows what a policy means.

    import apparmor_dsl as aa

    tree = aa.parse("profile web /usr/sbin/nginx { /etc/nginx/** r, }")
    print(aa.emit(tree))

The functions are verbs: `parse`, `parse_file`, `emit`, `compile`. The nodes are nouns of apparmor.d(5), in
`apparmor_dsl.language.ast`; builders for them (`profile`, `file`, `capability`, …) are here. What is not in `__all__` is
private.
"""
