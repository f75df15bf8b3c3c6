// An OpenID Connect provider for the tests: its port, then its clients' redirect as a line on standard input.
import { createInterface } from "node:readline";
import { Provider } from "oidc-provider";

const people = {
  grace: { email: "grace@example.org", email_verified: true, name: "Grace Hopper", groups: ["analysts"] },
  mallory: { email: "mallory@example.org", email_verified: true, name: "Mallory", groups: [] },
};
const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const lines = createInterface({ input: process.stdin });

function start(redirect) {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "conspectus",
        client_secret: process.argv[3],
        redirect_uris: [redirect],
        response_types: ["code"],
        grant_types: ["authorization_code"],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({
        accountId: context.oidc.session.accountId,
        clientId: "conspectus",
      });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  provider.listen(port, "127.0.0.1", () => console.log(`a provider listens on ${issuer}`));
}

lines.once("line", start);
