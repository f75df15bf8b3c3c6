import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ErrorComponentProps, Link, Outlet, useNavigate, useRouter } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { session } from "@/api/queries";
import { host } from "@/host";
import { Button } from "@/shared/controls";
import { Icon } from "@/shared/Icon";
import { Menu, MenuItem } from "@/shared/Menu";
import { useShortcut } from "@/shared/shortcuts";
import { Empty, ErrorNote } from "@/shared/states";
import { setTheme, useTheme } from "@/shared/theme";
import { Logo } from "./Logo";
import { OfflineBanner } from "./OfflineBanner";
import { Palette } from "./Palette";
import { ProofDialog } from "./ProofDialog";
import { Shortcuts } from "./Shortcuts";

/** What stands around every screen: the way home, the search, the account. */
export function Shell() {
  const [open, setOpen] = useState<"palette" | "shortcuts" | null>(null);
  const openPalette = useCallback(() => setOpen("palette"), []);
  const openShortcuts = useCallback(() => setOpen("shortcuts"), []);
  const close = useCallback(() => setOpen(null), []);
  const navigate = useNavigate();
  useShortcut("mod+k", openPalette);
  useShortcut("/", openPalette);
  useShortcut("?", openShortcuts);
  useShortcut(
    "h",
    useCallback(() => void navigate({ to: "/" }), [navigate]),
  );
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="bar">
        <Link to="/" className="bar-home" aria-label="Conspectus, all projects">
          <Logo />
        </Link>
        <button type="button" className="bar-search" onClick={openPalette} data-testid="search-open">
          <Icon name="search" />
          <span>Search datasets, models, columns…</span>
          <kbd>/</kbd>
        </button>
        <div className="bar-end">
          <ThemeToggle />
          <AccountMenu onShortcuts={openShortcuts} />
        </div>
      </header>
      <OfflineBanner />
      <main id="main" className="main" tabIndex={-1}>
        <Outlet />
      </main>
      <ProofDialog />
      <Palette open={open === "palette"} onClose={close} />
      <Shortcuts open={open === "shortcuts"} onClose={close} />
    </>
  );
}

function ThemeToggle() {
  const theme = useTheme();
  const other = theme === "dark" ? "light" : "dark";
  return (
    <Button
      look="quiet"
      aria-label={`Use the ${other} theme`}
      title={`Use the ${other} theme`}
      onClick={() => setTheme(other)}
    >
      <Icon name={theme === "dark" ? "sun" : "moon"} />
    </Button>
  );
}

function AccountMenu({ onShortcuts }: { onShortcuts: () => void }) {
  const { data } = useQuery(session());
  const navigate = useNavigate();
  const queries = useQueryClient();
  const signOut = async () => {
    await host().signOut();
    queries.clear();
    await navigate({ to: "/sign-in" });
  };
  const trigger = (
    <Button look="quiet">
      <Icon name="person" />
      <span className="visually-hidden">Account</span>
      <span className="bar-actor">{data?.actor.name}</span>
      <Icon name="down" size={12} />
    </Button>
  );
  return (
    <Menu trigger={trigger} label="Account">
      <p className="menu-note">
        {data?.actor.name}
        <br />
        <span className="muted">Workspace {data?.workspace.name}</span>
      </p>
      <MenuItem onSelect={() => void navigate({ to: "/account" })}>
        <Icon name="key" /> Account and tokens
      </MenuItem>
      <MenuItem onSelect={onShortcuts}>
        <Icon name="list" /> Keyboard shortcuts
      </MenuItem>
      <MenuItem onSelect={() => void signOut()}>
        <Icon name="back" /> Sign out
      </MenuItem>
    </Menu>
  );
}

export function Nowhere() {
  return (
    <main className="main">
      <Empty icon="gap" title="There is nothing at this address">
        <Link to="/">All projects</Link>
      </Empty>
    </main>
  );
}

export function Fault({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  return (
    <main className="main">
      <ErrorNote error={error} retry={again} />
    </main>
  );
}
