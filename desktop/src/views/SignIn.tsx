import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { accepted, Refused } from "@/api/client";
import { session } from "@/api/queries";
import { type Credentials, host } from "@/host";
import { Button, Field } from "@/shared/controls";
import { ErrorNote } from "@/shared/states";
import { Logo } from "./Logo";
import { SignInProviders } from "./SignInProviders";

/** Takes the secret of a one-time link out of the address, so that it stays in no history. */
function takeLink(): string | undefined {
  const link = new URLSearchParams(window.location.hash.slice(1)).get("link") ?? undefined;
  if (link !== undefined) window.history.replaceState(null, "", window.location.pathname);
  return link;
}

export function SignIn() {
  const router = useRouter();
  const queries = useQueryClient();
  const { next } = useSearch({ from: "/sign-in" });
  const signIn = useMutation({
    mutationFn: async (credentials: Credentials) => accepted(await host().signIn(credentials)),
    onSuccess: async () => {
      queries.clear();
      await queries.query(session());
      router.history.push(next?.startsWith("/") === true && !next.startsWith("//") ? next : "/");
    },
  });
  const { mutate } = signIn;
  const redeemed = useRef(false);
  useEffect(() => {
    if (redeemed.current || host().kind === "desktop") return;
    redeemed.current = true;
    const link = takeLink();
    if (link !== undefined) mutate({ link });
  }, [mutate]);
  const redeeming = signIn.isPending && signIn.variables.link !== undefined;
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <Logo large />
        <h1>Sign in</h1>
        <SignInProviders />
        {redeeming ? (
          <p role="status">Signing you in with your link…</p>
        ) : (
          <SignInForm
            followed={signIn.variables?.link ?? ""}
            pending={signIn.isPending}
            error={signIn.error}
            onSubmit={mutate}
          />
        )}
        <p className="hint">
          Conspectus shows what is known about your team’s data and models. It never holds the data itself.
        </p>
      </div>
    </main>
  );
}

interface FormProps {
  /** The one-time link that led here. */
  followed: string;
  pending: boolean;
  error: Error | null;
  onSubmit: (credentials: Credentials) => void;
}

function SignInForm({ followed, pending, error, onSubmit }: FormProps) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [link, setLink] = useState("");
  const [code, setCode] = useState("");
  const needsCode = error instanceof Refused && error.is("second-factor-required");
  const used = link.trim() === "" && email === "" && needsCode ? followed : link.trim();
  const desktop = host().kind === "desktop";
  const place = useQuery({ queryKey: ["server"], queryFn: () => host().server(), enabled: desktop });
  const [server, setServer] = useState<string>();
  const address = server ?? place.data?.url ?? "";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const known = used === "" ? { email: email.trim(), password } : { link: used };
    const proof = code.trim() === "" ? known : { ...known, code: code.trim() };
    onSubmit(desktop ? { server: address.trim(), ...proof } : proof);
  };
  return (
    <form data-testid="sign-in" onSubmit={submit}>
      {place.data?.notice != null && <p className="notice">{place.data.notice}</p>}
      {desktop && (
        <Field label="Server" hint="For example https://conspectus.example.org">
          {(ids) => (
            <input
              {...ids}
              name="server"
              inputMode="url"
              autoComplete="url"
              required
              value={address}
              onChange={(event) => setServer(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field label="E-mail">
        {(ids) => (
          <input
            {...ids}
            name="email"
            type="email"
            autoComplete="username"
            required={used === ""}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <Field label="Password">
        {(ids) => (
          <input
            {...ids}
            name="password"
            type="password"
            autoComplete="current-password"
            required={used === ""}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      {desktop && (
        <Field label="Or a one-time link" hint="As the server printed it">
          {(ids) => (
            <input
              {...ids}
              name="link"
              autoComplete="off"
              value={link}
              onChange={(event) => setLink(event.target.value)}
            />
          )}
        </Field>
      )}
      {(needsCode || code !== "") && (
        <Field label="Code of your authenticator app" hint="Or one of your recovery codes">
          {(ids) => (
            <input
              {...ids}
              name="code"
              autoComplete="one-time-code"
              autoFocus
              required
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          )}
        </Field>
      )}
      {error !== null && !needsCode && <ErrorNote error={error} />}
      <Button look="primary" type="submit" disabled={pending}>
        {pending ? "Signing in…" : "Sign in"}
      </Button>
    </form>
  );
}
