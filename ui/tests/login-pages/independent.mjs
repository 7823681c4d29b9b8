// A certified authorization server of others (npm oidc-provider) on loopback, for the tests of logging in
// against something that was not written here: PKCE, DPoP with nonces, the device grant and the `iss`
// parameter are its own. Prints its origin as the first line.
//
// What our contract adds is put around it, and nothing else: the member `shengshitong` of discovery; in the
// answer of the token endpoint `sub` and `auth_time`, which it says in an ID token only; and a scope where a
// client asks for none (RFC 6749, section 3.3, lets a server have a default; this one wants to be told).
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

import Provider from 'oidc-provider';

const server = createServer();
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const origin = `http://127.0.0.1:${server.address().port}`;
const SCOPE = 'openid';
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

const provider = new Provider(origin, {
  clients: [
    {
      client_id: 'shengshitong-desktop',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token', DEVICE_CODE],
      response_types: ['code'],
      redirect_uris: ['http://127.0.0.1/callback'],
      dpop_bound_access_tokens: true,
    },
  ],
  clientBasedCORS: () => false,
  cookies: { keys: [randomBytes(24).toString('hex')] },
  discovery: {
    shengshitong: { contract: '1', name: '独立服务器', login_methods: [], registration: false, capabilities: [] },
  },
  features: {
    devInteractions: { enabled: true },
    deviceFlow: { enabled: true },
    dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
    revocation: { enabled: true },
  },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  issueRefreshToken: () => true,
  responseTypes: ['code'],
  pkce: { required: () => true },
  ttl: { AccessToken: 600, DeviceCode: 120 },
});

async function form(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
}

// RFC 8414 has another path than OpenID Connect; the document is the same.
provider.use(async (ctx, next) => {
  if (ctx.path === '/.well-known/oauth-authorization-server') ctx.path = '/.well-known/openid-configuration';
  if (ctx.path === '/auth') ctx.querystring += `&scope=${SCOPE}`;
  if (ctx.path === '/device/auth') ctx.req.body = { ...(await form(ctx.req)), scope: SCOPE };
  await next();
  const { access_token: token } = ctx.body ?? {};
  if (!token || ctx.path !== '/token') return;
  const found = await provider.AccessToken.find(token);
  if (found) ctx.body = { ...ctx.body, sub: found.accountId, auth_time: Math.floor(Date.now() / 1000) };
});

for (const event of ['authorization.error', 'grant.error', 'server_error', 'device_authorization.error']) {
  provider.on(event, (_, error) => {
    if (error.error !== 'use_dpop_nonce') process.stderr.write(`${event}: ${error.stack}\n`);
  });
}
server.on('request', provider.callback());
process.stdout.write(`${origin}\n`);
// It ends with whoever started it.
process.stdin.resume().on('end', () => process.exit(0));
setTimeout(() => process.exit(0), 5 * 60_000).unref();
