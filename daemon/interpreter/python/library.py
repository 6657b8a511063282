

# --- the standard library ---

def library_paths():
    """Where it is, however sys.path looks now."""
    found = [os.path.dirname(os.__file__)]
    found.append(os.path.join(found[0], "lib-dynload"))
    for module in EXTENSIONS:
        found.append(os.path.dirname(getattr(module, "__file__", None) or os.__file__))
    return [path for i, path in enumerate(found) if path not in found[:i] and os.path.isdir(path)]


LIBRARY = library_paths()
INSIDE = tuple(path + os.sep for path in LIBRARY)
STANDARD = {name.partition(".")[0] for path in LIBRARY for name in os.listdir(path)}
private = {}  # name → module of the library that the user's code does not find by this name, but another
find_on_path = sys.modules["_frozen_importlib_external"].PathFinder.find_spec


class Library:
    """Within it imports find the standard library, whatever the working directory holds or the user has imported;
    after it the user finds what he would have found without."""

    def __enter__(self):
        self.hidden = {name: module for name, module in list(sys.modules.items()) if shadows(name, module)}
        for name in self.hidden:
            del sys.modules[name]
        sys.modules.update(private)
        self.before = set(sys.modules)
        sys.path[:0] = LIBRARY

    def __exit__(self, *_):
        for path in LIBRARY:
            if path in sys.path:
                sys.path.remove(path)
        elsewhere = {}
        for name in set(sys.modules) - self.before:
            top = name.partition(".")[0]
            if top not in elsewhere:
                elsewhere[top] = top in self.hidden or is_elsewhere(top)
            if elsewhere[top]:
                private[name] = sys.modules[name]
        for name in private:
            sys.modules.pop(name, None)
        sys.modules.update(self.hidden)


def shadows(name, module):
    """Whether it has the name of a module of the library, but is another."""
    file = getattr(module, "__file__", None)
    return name.partition(".")[0] in STANDARD and isinstance(file, str) and not file.startswith(INSIDE)


def is_elsewhere(name):
    """Whether an import by the user would find another module than the library's."""
    if name not in STANDARD or name in sys.builtin_module_names:
        return False
    spec = attempt(find_on_path, name)
    origin = getattr(spec, "origin", None)
    return isinstance(origin, str) and not origin.startswith(INSIDE)


def standard(name):
    """A module of the standard library."""
    if name in private:
        return private[name]
    with Library():
        return __import__(name)
