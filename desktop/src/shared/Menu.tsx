import * as Radix from "@radix-ui/react-dropdown-menu";
import type { ReactNode } from "react";

interface MenuProps {
  trigger: ReactNode;
  label: string;
  children: ReactNode;
  align?: "start" | "end";
}

/** Not modal: Radix would lock scrolling through an injected `<style>`, which the content security policy refuses. */
export function Menu({ trigger, label, children, align = "end" }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="menu" align={align} sideOffset={6} aria-label={label} collisionPadding={8}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({ onSelect, children }: { onSelect: () => void; children: ReactNode }) {
  return (
    <Radix.Item className="menu-item" onSelect={onSelect}>
      {children}
    </Radix.Item>
  );
}
