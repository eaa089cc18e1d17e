"""An SMTP server on this machine that keeps what it is given: one line of JSON for each mail, the first line is its port.

A reader named `refused` is refused for good, one named `later` is put off. Speaks by aiosmtpd, which Debian packages."""

import asyncio
import json
import sys

from aiosmtpd.smtp import SMTP


class Keeper:
    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "refused":
            return f"550 5.1.1 <{address}>: no such mailbox"
        if name == "later":
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        text = envelope.content.decode("ascii")
        kept = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "text": text}
        print(json.dumps(kept), flush=True)
        return "250 2.0.0 kept"


async def main():
    loop = asyncio.get_running_loop()
    make = lambda: SMTP(Keeper(), hostname="mail.test")
    server = await loop.create_server(make, "127.0.0.1", int(sys.argv[1]))
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
