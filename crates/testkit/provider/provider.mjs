// A real provider of OpenID Connect for tests: people sign in on its own pages, as whom they like and with any password.
//
// It listens on a port of this machine that it chose itself and says so on one line. Then it is told on one line which client
// there is, by which secret, and where it sends people back. It ends with its standard input.

import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Provider } from 'oidc-provider';

const server = createServer();
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const issuer = `http://localhost:${server.address().port}`;
console.log(issuer);

const told = createInterface({ input: process.stdin });
told.once('line', (line) => {
  const { client, secret, back, home } = JSON.parse(line);
  const provider = new Provider(issuer, {
    clients: [{
      client_id: client,
      client_secret: secret,
      redirect_uris: [back],
      post_logout_redirect_uris: [home],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    }],
    pkce: { required: () => true },
    cookies: { keys: ['of a test'] },
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  });
  server.on('request', provider.callback());
  console.log('ready');
});
told.once('close', () => process.exit(0));
