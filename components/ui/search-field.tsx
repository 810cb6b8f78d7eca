"use client";

import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useAddress } from "#components/ui/address.ts";
import { cn } from "#components/ui/cn.ts";
import { controlStyle } from "#components/ui/input.tsx";
import { KeyHint } from "#components/ui/key-hint.tsx";
import { useShortcut } from "#components/ui/shortcuts.ts";

const SETTLE_MS = 250;

/** A search whose text lives in the address under `parameter`; `/` takes the focus there. */
export function SearchField({ label, parameter = "q", shallow = false, errorId, className }: SearchFieldProps) {
  const address = useAddress();
  const inAddress = address.get(parameter) ?? "";
  const [text, setText] = useState(inAddress);
  const [seen, setSeen] = useState(inAddress);
  const input = useRef<HTMLInputElement>(null);
  useShortcut("/", "Search this page", () => input.current?.select());

  // Back, a tab or a link may change the address under the field.
  if (seen !== inAddress) {
    setSeen(inAddress);
    setText(inAddress);
  }

  useEffect(() => {
    if (text === inAddress) return;
    const goTo = shallow ? address.replaceHere : address.replace;
    const timer = setTimeout(() => goTo({ [parameter]: text.trim() }), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text, inAddress, address, parameter, shallow]);

  return (
    <div role="search" className={cn("relative w-full sm:w-64", className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-muted"
      />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        aria-invalid={errorId !== undefined}
        aria-describedby={errorId}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          setText("");
          event.currentTarget.blur();
        }}
        className={cn(controlStyle, "peer h-8 pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden")}
      />
      {text ? (
        <button
          type="button"
          aria-label="Clear search"
          onClick={() => setText("")}
          className="absolute top-1 right-1 flex size-6 items-center justify-center rounded text-muted hover:bg-hover hover:text-ink"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      ) : (
        <span className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 peer-focus:hidden">
          <KeyHint keys="/" />
        </span>
      )}
    </div>
  );
}

type SearchFieldProps = {
  label: string;
  parameter?: string;
  /** The list reads its own data, so that the server need not be asked for the page. */
  shallow?: boolean;
  /** The id of the sentence that says what is wrong with the text. */
  errorId?: string | undefined;
  className?: string;
};
