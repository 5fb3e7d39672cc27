"""What leaves this process unasked: nothing.

Libraries of this field call home at import or at first use. Every switch that
stops one stands here, and is thrown before any of them is imported.
"""

import os

SWITCHES = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # else a price list is fetched at import
    "LITELLM_TELEMETRY": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "RAGAS_DO_NOT_TRACK": "true",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "OPENVINO_TELEMETRY_OPT_OUT": "1",
}


def stay_home() -> None:
    """Throw every switch; a value that the user has set already stands."""
    for name, value in SWITCHES.items():
        os.environ.setdefault(name, value)
