import { useRouter } from "@tanstack/react-router";
import { Children, isValidElement, type MouseEvent, type ReactNode } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import { host } from "@/host";
import { Icon } from "@/shared/Icon";
import { isBlock } from "./block";
import { LiveBlock } from "./LiveBlock";

/** A document as people read it: sanitised Markdown, live blocks drawn, nothing remote loaded. */
export default function Markdown({ markdown, projectId }: { markdown: string; projectId: string }) {
  const components: Components = {
    pre: ({ children }) => <Fence projectId={projectId}>{children}</Fence>,
    a: ({ href, children }) => <DocumentLink href={href ?? ""}>{children}</DocumentLink>,
    img: ({ alt, src }) => <RemoteImage alt={alt ?? ""} src={typeof src === "string" ? src : ""} />,
    table: ({ children }) => (
      <div className="prose-table" tabIndex={0} role="region" aria-label="Table">
        <table>{children}</table>
      </div>
    ),
  };
  return (
    <div className="prose" data-testid="document">
      <ReactMarkdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSanitize]} components={components}>
        {markdown}
      </ReactMarkdown>
    </div>
  );
}

function Fence({ children, projectId }: { children: ReactNode; projectId: string }) {
  const [code] = Children.toArray(children);
  if (isValidElement<{ className?: string; children?: ReactNode }>(code)) {
    const language = /language-([\w-]+)/.exec(code.props.className ?? "")?.[1] ?? "";
    const text = Children.toArray(code.props.children)
      .filter((child) => typeof child === "string")
      .join("");
    if (isBlock(language)) return <LiveBlock language={language} text={text} projectId={projectId} />;
  }
  return <pre tabIndex={0}>{children}</pre>;
}

/** Links to this server's pages stay on the page; all others open outside it. */
function DocumentLink({ href, children }: { href: string; children: ReactNode }) {
  const router = useRouter();
  const inside = href.startsWith("/") && !href.startsWith("//");
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || href.startsWith("#")) return;
    event.preventDefault();
    if (inside) router.history.push(href);
    else void host().openExternal(href);
  };
  return (
    <a href={href} onClick={follow} rel="noreferrer noopener">
      {children}
    </a>
  );
}

/** A picture from elsewhere would tell that server who reads what; it is named instead of loaded. */
function RemoteImage({ alt, src }: { alt: string; src: string }) {
  return (
    <span className="remote-image" title={src}>
      <Icon name="figure" size={14} /> {alt === "" ? "A picture" : alt}: not loaded, since it lies outside. Use a figure
      block.
    </span>
  );
}
