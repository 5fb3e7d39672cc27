"""The web page: a Gradio chat on the same assistant as every other door."""

from importlib import resources

import gradio as gr
from fastapi import FastAPI

from plainspoken.doors.asking import Asked
from plainspoken.doors.web.page import page
from plainspoken.doors.web.private import Take
from plainspoken.reviewer import Reviews

EXAMPLES = (
    "What is in force today, and since when?",
    "Which decisions were superseded, and by what?",
    "What are the known limitations of the model?",
    "Who owns the weekly report?",
)


def mount(
    app: FastAPI,
    assistant: Asked,
    *,
    examples: tuple[str, ...] = (),
    reviews: Reviews | None = None,
    take: Take | None = None,
) -> None:
    """Put the page at ``/``, behind every route that ``app`` has already."""
    style = resources.files("plainspoken.doors.web").joinpath("page.css").read_text(encoding="utf-8")
    gr.mount_gradio_app(
        app,
        page(assistant, examples or EXAMPLES, reviews, take),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=1,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=_theme(),
        css=style,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )


def _theme() -> gr.themes.Base:
    """Return a theme of the system's own fonts: the default one may load its fonts from another host."""
    theme = gr.themes.Base(
        primary_hue="teal",
        neutral_hue="slate",
        font=["system-ui", "-apple-system", "Segoe UI", "sans-serif"],
        font_mono=["ui-monospace", "SFMono-Regular", "Menlo", "monospace"],
        radius_size="lg",
    )
    return theme.set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        body_text_color_subdued="*neutral_500",
        body_text_color_subdued_dark="*neutral_400",
        background_fill_primary="white",
        background_fill_primary_dark="*neutral_900",
        block_background_fill="white",
        block_background_fill_dark="*neutral_900",
        input_background_fill="*neutral_50",
        input_background_fill_dark="*neutral_800",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_text_color="white",
        button_secondary_background_fill="white",
        button_secondary_background_fill_dark="*neutral_900",
        button_secondary_background_fill_hover="*neutral_100",
        button_secondary_background_fill_hover_dark="*neutral_800",
        color_accent="*primary_600",
    )
