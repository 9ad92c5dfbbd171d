"""What the pinned packages bring with them: known vulnerabilities and licences. `make audit` says both."""
