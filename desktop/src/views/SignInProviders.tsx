import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { signInProviders } from "@/api/queries";
import { host } from "@/host";

/** Why a provider's sign-in did not work, by the code that the server puts into the address. */
const REFUSALS: Record<string, string> = {
  unavailable: "Your identity provider does not answer right now. Try again in a moment.",
  rejected:
    "The answer of your identity provider could not be trusted. Your admin finds the cause in the server’s log.",
  expired: "That sign-in took too long, or was begun in another window. Please begin again.",
  declined: "Your identity provider did not let you in.",
  "not-allowed": "Your identity provider knows you, but nobody has given you access here yet. Ask an admin.",
};

/** The way in through the providers that workspaces have set up. The browser leaves this page and comes back signed in. */
export function SignInProviders() {
  const { next, refused } = useSearch({ from: "/sign-in" });
  const providers = useQuery({ ...signInProviders(), enabled: host().kind === "browser" });
  const query = next === undefined ? "" : `?next=${encodeURIComponent(next)}`;
  return (
    <>
      {refused !== undefined && (
        <p className="notice notice-warn" role="alert">
          {REFUSALS[refused] ?? "The sign-in did not work."}
        </p>
      )}
      {providers.data !== undefined && providers.data.length > 0 && (
        <nav className="sign-in-providers" aria-label="Single sign-on">
          {providers.data.map(({ id, name }) => (
            <a key={id} className="button button-plain" data-testid="provider" href={`/api/v1/sso/${id}/start${query}`}>
              Continue with {name}
            </a>
          ))}
        </nav>
      )}
    </>
  );
}
