"""The web terminal's two protocols."""

import json

from support.daemon import url
from support.pty import CONNECTED, Client
from support.websocket import TEXT


class OldClient(Client):
    """Plain /ws: output is text, nothing else comes."""

    first = None
    kind = TEXT

    def __init__(self, port, headers=(), **query):
        super().__init__(port, url("/ws", **query), headers)


class PageClient(Client):
    """/ws?id=…, as the page does it. `resumed` says whether the terminal was there before."""

    first = None

    def __init__(self, port, terminal_id, headers=(), **query):
        super().__init__(port, url("/ws", id=terminal_id, **query), headers)
        self.exit_control = True
        message = self.receive()
        assert message is not None and message.opcode == TEXT, (message, self.code, self.reason)
        told = json.loads(message.data)
        assert told == {**CONNECTED, "resumed": told.get("resumed")} and isinstance(told["resumed"], bool), told
        self.resumed = told["resumed"]


def quiet(client):
    """Lets a plain shell without a prompt or an echo take over; from here on there is only what programs print."""
    client.until("$ ")
    client.type("exec env PS1= sh -c 'stty -echo; echo rea\"\"dy; exec sh'\n")
    client.until("ready\r\n")
    return client


def resize_message(cols, rows):
    return json.dumps({"rows": rows, "cols": cols})
