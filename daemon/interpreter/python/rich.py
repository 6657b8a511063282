
# --- rich results ---

METHODS = {"_repr_html_": "text/html", "_repr_markdown_": "text/markdown", "_repr_svg_": "image/svg+xml",
           "_repr_png_": "image/png", "_repr_jpeg_": "image/jpeg", "_repr_pdf_": "application/pdf",
           "_repr_latex_": "text/latex", "_repr_javascript_": "application/javascript", "_repr_json_": "application/json"}
MOST_DISPLAY = 32 << 20  # bytes of a display's frame
MOST_PLAIN = 4 << 20  # characters of its text/plain, which may be six bytes each, and is there twice


def bundle(value):
    """(data, metadata) of a value, as notebooks make them. A method that raises is told on stderr and left out."""
    data, metadata = {}, {}

    def add(found, notes=None):
        if isinstance(found, dict):
            data.update((k, v) for k, v in found.items() if isinstance(k, str) and v is not None)
            metadata.update(notes if isinstance(notes, dict) else {})

    def ask(method, **options):
        function = tried(getattr, type(value), method, None)  # not of the value: a proxy has every attribute
        found = tried(function, value, **options) if callable(function) else None
        return found if isinstance(found, tuple) and len(found) == 2 else (found, None)

    for method, kind in METHODS.items():
        found, notes = ask(method)
        if found is not None:
            add({kind: found}, {kind: notes} if isinstance(notes, dict) else None)
    add(*ask("_repr_mimebundle_", include=None, exclude=None))
    if not isinstance(data.get("text/plain"), str):
        data["text/plain"] = text_of(value)
    return data, metadata


def tried(function, *args, **options):
    """The result of something of the user's; None if it fails, which is told as notebooks do. Interrupts get through."""
    raise_interrupt()
    try:
        return call(function, *args, **options)
    except NotImplementedError:
        pass
    except KeyboardInterrupt:
        raise
    except BaseException as e:
        try:
            call(print_exception, type(e), e, e.__traceback__)
        except Exception:  # sys.stderr is the user's
            pass
    raise_interrupt()


def text_of(value):
    text = tried(repr, value)
    return text if isinstance(text, str) else object.__repr__(value)


def sendable(values):
    """Without what JSON can't hold; bytes become base64."""
    json, kept = standard("json"), {}
    for key, value in values.items():
        if isinstance(value, (bytes, bytearray, memoryview)):
            value = standard("binascii").b2a_base64(value, newline=False).decode()
        try:
            json.dumps(value, allow_nan=False)
        except Exception:
            continue
        kept[str(key)] = value
    return kept


def send_display(data, metadata, result=False, chart=None):
    """Sends one display frame."""
    data = {k: v for k, v in sendable(data).items() if isinstance(v, str) or k.endswith("json")}
    if isinstance(data.get("text/plain"), str):
        data["text/plain"] = cut(data["text/plain"], MOST_PLAIN)
    frame = {"op": "display", "text": data.get("text/plain", ""), "data": data, "metadata": sendable(metadata), "result": result}
    if chart is not None:
        frame["chart"] = chart
    try:
        text = text_within(frame)
    except Exception:
        return
    flush_streams()
    channel.send(text)
    if get_ident() == MAIN_THREAD and getpid() == PARENT:
        wait_for_sync(ask_for_sync())  # else what is printed next could be read first


def text_within(frame):
    """A display as JSON that the daemon takes: where it is too large without its largest parts, which its text tells."""
    text = json_text(frame)
    total = size_of(text)
    if total <= MOST_DISPLAY:
        return text
    parts = [(frame["data"], key) for key in frame["data"] if key != "text/plain"]
    parts += [(frame["metadata"], key) for key in frame["metadata"]]
    if "chart" in frame:
        chart = frame["chart"] = dict(frame["chart"])
        parts += [(chart, "png")] if "png" in chart else []
    parts = [(size_of(json_text(place[key])), place, key) for place, key in parts]
    parts.sort(key=lambda part: -part[0])
    if "chart" in frame:
        parts.append((size_of(json_text(chart)), frame, "chart"))
    for size, place, key in parts:
        if total <= MOST_DISPLAY:
            break
        total -= size
        del place[key]
        if place is not frame.get("chart"):  # its png is in the data as well
            frame["text"] += "\n… %s is left out: %d bytes" % (key[:100], size)
    frame["data"]["text/plain"] = frame["text"]
    return json_text(frame)


def json_text(value):
    return standard("json").dumps(value, allow_nan=False, ensure_ascii=False)


def size_of(text):
    return len(text.encode("utf-8", "replace"))


def show(value, result):
    """Displays one value; a matplotlib figure with its chart."""
    pyplot = sys.modules.get("matplotlib.figure")
    if charts and pyplot is not None and isinstance(value, pyplot.Figure) and "chart_of" in charts:
        return emit(charts["chart_of"](value), text_of(value), result)
    send_display(*bundle(value), result)
    raise_interrupt()


def display_all(objects, raw, metadata):
    """display(). OPEN."""
    for value in objects:
        if not rich or getpid() != PARENT:
            text = value.get("text/plain", "") if raw and isinstance(value, dict) else repr(value)
            print(text)
        elif raw and isinstance(value, dict):
            send_display(value, metadata or {})
        else:
            show(value, False)


def emit(chart, text="<Figure>", result=False):
    """Sends a figure's chart."""
    data = {"text/plain": text}
    if chart.get("png"):
        data["image/png"] = chart["png"]
    send_display(data, {}, result, chart)
    raise_interrupt()


def wants_charts():
    return rich and getpid() == PARENT


ACTIONS = {"inspect": on_inspect, "signal": on_signal}
WAITING = run_task.__code__
OPEN.update(f.__code__ for f in (run_task, outcome, display_all, show, emit))
