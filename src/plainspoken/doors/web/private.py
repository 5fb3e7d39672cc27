"""The tab that says what private data sits where, for whoever looks."""

from collections.abc import Callable

import gradio as gr

from plainspoken.access import Principal
from plainspoken.doors.web.events import caller, listen, told
from plainspoken.inventory import Inventory
from plainspoken.present import inventory_html, notice_html

Take = Callable[[Principal], Inventory]
LOOKING = "Looking …"


def private_tab(take: Take) -> None:
    """Add the tab; what it shows is found out anew whenever it is opened.

    Args:
        take: Returns what private data there is for one person.
    """

    def show(request: gr.Request) -> str:
        try:
            return inventory_html(take(caller(request)))
        except Exception as error:  # noqa: BLE001  a door: Gradio would print the values on the way
            return notice_html(told(error))

    with gr.Tab("Private data", id="private") as tab:
        shown = gr.HTML(notice_html(LOOKING), elem_id="ps-private-data")
    listen(tab.select, show, [], [shown])
