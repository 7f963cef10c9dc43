"""`python -m trialwright`: the command line, where its script is not on the path."""

from trialwright.cli.main import run

if __name__ == "__main__":
    run()
