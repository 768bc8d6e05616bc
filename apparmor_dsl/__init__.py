"""The AppArmor policy compiler that knows what a policy means.

    import apparmor_dsl as aa

    tree = aa.parse("profile web /usr/sbin/nginx { /etc/nginx/** r, }")
    print(aa.emit(tree))

The functions are verbs: `parse`, `parse_file`, `emit`, `format`, `compile`, `check`, `lint`, `may`, `why` and `write`.
The nodes are nouns of apparmor.d(5) (`FileRule`), and each has a builder (`file`). What is not in `__all__` is private.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apparmor_dsl.api import *  # noqa: F403 - its `__all__` is the list
    from apparmor_dsl.api import __all__ as __all__
    from apparmor_dsl.language.ast import *  # noqa: F403
    from apparmor_dsl.language.build import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        """The public name. All come with the first: the command uses none, and so it starts in a third of the time."""
        if name.startswith("__") and name != "__all__":
            raise AttributeError(name)
        api = import_module("apparmor_dsl.api")
        names = {"__all__": api.__all__, **{public: getattr(api, public) for public in api.__all__}}
        globals().update(names)
        if name not in names:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return names[name]

    def __dir__() -> list[str]:
        return sorted({*globals(), *import_module("apparmor_dsl.api").__all__})
