import type { ComponentProps, ReactNode } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import { cn } from "#components/ui/cn.ts";

/** Text that people wrote in Markdown. HTML in it is not rendered, and pictures from elsewhere become links. */
export function Markdown({ text, className }: { text: string; className?: string }) {
  return (
    <div className={cn("min-w-0 space-y-2.5 break-words", className)}>
      <ReactMarkdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSanitize]} components={components}>
        {text}
      </ReactMarkdown>
    </div>
  );
}

/** Headings stand below those of the page around them. */
const heading = (size: string) =>
  function Heading({ node: _node, children, ...props }: ComponentProps<"h3"> & { node?: unknown }) {
    return (
      <h3 className={cn("pt-1.5 font-semibold first:pt-0", size)} {...props}>
        {children}
      </h3>
    );
  };

const components: Components = {
  h1: heading("text-lg"),
  h2: heading("text-base"),
  h3: heading("text-sm"),
  h4: heading("text-sm text-muted"),
  h5: heading("text-sm text-muted"),
  h6: heading("text-sm text-muted"),
  a: ({ href, children }) => <Outward href={href}>{children}</Outward>,
  img: ({ src, alt }) => <Outward href={typeof src === "string" ? src : undefined}>{alt || "a picture"}</Outward>,
  ul: ({ node: _node, ...props }) => <ul className="list-disc space-y-1 pl-5 marker:text-faint" {...props} />,
  ol: ({ node: _node, ...props }) => <ol className="list-decimal space-y-1 pl-5 marker:text-faint" {...props} />,
  blockquote: ({ node: _node, ...props }) => (
    <blockquote className="border-l-2 border-line-strong/50 pl-3 text-muted" {...props} />
  ),
  code: ({ node: _node, ...props }) => (
    <code className="rounded bg-sunken px-1 py-px font-mono text-xs in-[pre]:bg-transparent in-[pre]:p-0" {...props} />
  ),
  pre: ({ node: _node, ...props }) => (
    <pre
      tabIndex={0}
      className="overflow-x-auto rounded-md border border-line bg-sunken px-3 py-2 leading-5"
      {...props}
    />
  ),
  hr: () => <hr className="border-line" />,
  table: ({ node: _node, ...props }) => (
    <div className="overflow-x-auto">
      <table
        className="border-collapse [&_td]:border [&_td]:border-line [&_td]:px-2 [&_td]:py-1 [&_th]:border [&_th]:border-line [&_th]:bg-sunken [&_th]:px-2 [&_th]:py-1 [&_th]:text-left"
        {...props}
      />
    </div>
  ),
};

/** A link away from here; what was no address that may be followed is text. */
function Outward({ href, children }: { href: string | undefined; children: ReactNode }) {
  if (!href) return <span>{children}</span>;
  return (
    <a
      href={href}
      rel="noopener noreferrer nofollow"
      target={href.startsWith("#") ? undefined : "_blank"}
      className="rounded text-accent-ink underline underline-offset-2"
    >
      {children}
    </a>
  );
}
