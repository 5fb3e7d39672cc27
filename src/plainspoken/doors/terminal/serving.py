"""Commands that stay: ``serve`` and ``slack``."""

from typing import Annotated

import typer

from plainspoken.doors.terminal.desk import Desk
from plainspoken.doors.terminal.options import Config, Debug
from plainspoken.errors import SettingsError

app = typer.Typer()
HIGHEST_PORT = 65535


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="0 takes any free one.", min=0, max=HIGHEST_PORT)] = 7860,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Serve the web page, the API, the API that OpenAI clients speak, health and metrics."""
    with Desk(config, debug=debug) as desk:
        settings = desk.settings
        from plainspoken.doors.launch import launch  # gradio takes seconds

        launch(desk.engines, settings, host=host, port=port, started=lambda url: desk.tell(f"plainspoken serves {url}"))


@app.command()
def slack(config: Config = None, debug: Debug = False) -> None:
    """Answer in Slack, over Socket Mode."""
    with Desk(config, debug=debug) as desk:
        tokens = desk.settings.slack
        if not tokens.bot_token or not tokens.app_token:
            raise SettingsError(
                "slack.bot_token and slack.app_token are not set: "
                "set PLAINSPOKEN_SLACK__BOT_TOKEN and PLAINSPOKEN_SLACK__APP_TOKEN"
            )
        from plainspoken.doors.launch import join_slack  # --help needs none of it

        join_slack(desk.engines, desk.settings, started=lambda: desk.tell("plainspoken is in Slack"))
