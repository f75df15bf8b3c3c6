import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { account, session, tokens, workspace } from "@/api/queries";
import { write } from "@/api/client";
import type { Token } from "@/api/types";
import { items } from "@/domain/asset/allPages";
import { Badge, Button, Fact, Section } from "@/shared/controls";
import { date, dateTime, integer } from "@/shared/format";
import { ErrorNote, Loaded } from "@/shared/states";
import { When } from "@/shared/When";
import { useNow } from "@/shared/time";
import { NewTokenForm } from "./NewTokenForm";
import { Invitations } from "./Invitations";
import { PasswordForm } from "./PasswordForm";
import { PolicyPanel } from "./PolicyPanel";
import { SecondFactors } from "./SecondFactors";
import { SessionList } from "./SessionList";

export function Account() {
  const who = useQuery(session());
  const space = useQuery(workspace());
  return (
    <>
      <header className="page-head">
        <div className="page-title">
          <h1>Account</h1>
        </div>
      </header>
      <dl className="facts">
        <Fact label="Signed in as">{who.data?.actor.name}</Fact>
        <Fact label="Workspace">{who.data?.workspace.name}</Fact>
        {who.data?.expires_at !== undefined && <Fact label="This session ends">{dateTime(who.data.expires_at)}</Fact>}
        {space.data !== undefined && (
          <Fact label="Disclosure policy" title="What agents must keep at least">
            {space.data.policy.mode}, cells of {integer(space.data.policy.min_cell)} rows and more
          </Fact>
        )}
      </dl>
      <SignIn />
      {(who.data?.scopes.includes("members:write") ?? false) && <Invitations />}
      {who.data?.lacks_factor !== true && <ForNotebooks />}
    </>
  );
}

/** How one signs in, and where one did. */
function SignIn() {
  const query = useQuery(account());
  return (
    <Loaded query={query}>
      {(held) => (
        <>
          <SecondFactors account={held} />
          <Section title="Password">
            <PasswordForm account={held} />
          </Section>
          <SessionList />
        </>
      )}
    </Loaded>
  );
}

function ForNotebooks() {
  return (
    <>
      <PolicyPanel />
      <Section title="Tokens for notebooks">
        <p className="muted">
          A notebook proves with a token that it may send captures. Give each its own, so that you can revoke one alone.
        </p>
        <NewTokenForm />
        <TokenList />
      </Section>
    </>
  );
}

function TokenList() {
  const query = useInfiniteQuery(tokens());
  return (
    <Loaded query={query}>
      {(data) =>
        items(data).length === 0 ? (
          <p className="muted">No token yet.</p>
        ) : (
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">May</th>
                <th scope="col">Project</th>
                <th scope="col">Last used</th>
                <th scope="col">Ends</th>
                <th scope="col">
                  <span className="visually-hidden">Revoke</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items(data).map((token) => (
                <TokenRow key={token.id} token={token} />
              ))}
            </tbody>
          </table>
        )
      }
    </Loaded>
  );
}

function TokenRow({ token }: { token: Token }) {
  const queries = useQueryClient();
  const now = useNow();
  const revoke = useMutation({
    mutationFn: () => write("DELETE", `/api/v1/tokens/${token.id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: tokens().queryKey.slice(0, 1) }),
  });
  return (
    <tr data-testid="token">
      <th scope="row">{token.name}</th>
      <td>
        {token.scopes.map((scope) => (
          <Badge key={scope}>{scope}</Badge>
        ))}
      </td>
      <td>{token.project_id === undefined ? "all" : "one"}</td>
      <td>{token.last_used_at === undefined ? "never" : <When at={token.last_used_at} />}</td>
      <td>{Date.parse(token.expires_at) < now ? <Badge tone="bad">ended</Badge> : date(token.expires_at)}</td>
      <td className="right">
        <Button look="danger" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
          Revoke
        </Button>
        {revoke.error !== null && <ErrorNote error={revoke.error} />}
      </td>
    </tr>
  );
}
