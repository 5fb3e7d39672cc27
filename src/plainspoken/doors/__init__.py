"""The doors: command line, web page, HTTP and Slack, all onto the same assistant."""
