"""Takes pictures of a page in a headless browser, once it is live and shows what it should. Python's own library is enough.

picture.py BROWSER URL FILE TEXT...    FILE.png of a desk's width, FILE-phone.png of a phone's
"""

import base64
import json
import subprocess
import sys
import tempfile
import time

WIDTHS = {"": 1280, "-phone": 390}
PATIENCE = 60
SHOWN = "document.documentElement.dataset.live === 'yes' && %s.every(text => document.body.innerText.includes(text))"


class Browser:
    """Steered by the protocol of its developer tools, over pipes."""

    def __init__(self, program, profile):
        # It reads commands from descriptor 3 and answers on 4.
        shell = ["sh", "-c", 'exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1', program]
        # Its sandbox needs rights that root in a container has not; it loads nothing but our own page.
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
        flags += ["--hide-scrollbars", "--no-proxy-server", "--remote-debugging-pipe", f"--user-data-dir={profile}"]
        self.process = subprocess.Popen(shell + flags, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.unread = b""
        self.session = {}
        self.sent = 0
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = {"sessionId": self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]}

    def ask(self, method, **params):
        self.sent += 1
        command = {"id": self.sent, "method": method, "params": params, **self.session}
        self.process.stdin.write(json.dumps(command).encode() + b"\0")
        self.process.stdin.flush()
        while True:
            answer = json.loads(self.message())
            if answer.get("id") == self.sent:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']}")
                return answer["result"]

    def message(self):
        while b"\0" not in self.unread:
            read = self.process.stdout.read1()
            if not read:
                sys.exit("the browser has ended")
            self.unread += read
        message, _, self.unread = self.unread.partition(b"\0")
        return message

    def evaluate(self, expression):
        return self.ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def wait_for(self, expression):
        deadline = time.monotonic() + PATIENCE
        while self.evaluate(expression) is not True:
            if time.monotonic() > deadline:
                sys.exit(f"the page shows only:\n{self.evaluate('document.body.innerText')}")
            time.sleep(0.1)

    def shoot(self, path, width):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)
        wider = self.evaluate("document.documentElement.scrollWidth") - width
        if wider > 0:
            sys.exit(f"at {width} pixels the page is {wider} too wide")
        picture = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))


def main():
    program, url, file, *texts = sys.argv[1:]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        try:
            browser.ask("Page.navigate", url=url)
            browser.wait_for(SHOWN % json.dumps(texts))
            for name, width in WIDTHS.items():
                browser.shoot(f"{file}{name}.png", width)
        finally:
            browser.process.kill()
            browser.process.wait()


if __name__ == "__main__":
    main()
