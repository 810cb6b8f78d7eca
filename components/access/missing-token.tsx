"use client";

import Link from "next/link";
import { useState } from "react";
import { readSetUpToken } from "#components/access/set-up-token.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

/** What to do without a set-up link: where it stands, and a place to paste it. */
export function MissingToken({ isFirst, onToken }: { isFirst: boolean; onToken: (token: string) => void }) {
  const [text, setText] = useState("");
  const [isRefused, setIsRefused] = useState(false);

  function accept() {
    const token = readSetUpToken(text);
    if (token) onToken(token);
    else setIsRefused(true);
  }

  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        accept();
      }}
    >
      {isFirst ? <FirstRunHelp /> : <InvitedHelp />}
      <Field
        label="Set-up link"
        error={isRefused && "This is no set-up link. It ends in #slp_setup_… and a long word."}
        help="The whole link, or the part behind the #."
      >
        <Input
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setIsRefused(false);
          }}
          autoComplete="off"
          spellCheck={false}
          required
          className="h-9 font-mono text-xs"
        />
      </Field>
      <Button type="submit" variant="primary" size="lg" className="w-full">
        Go on
      </Button>
    </form>
  );
}

function FirstRunHelp() {
  return (
    <div className="space-y-2">
      <h1 className="text-lg font-semibold">Nobody can sign in yet</h1>
      <p className="text-muted">
        When Slipway started it printed a one-time link for making the first administrator. Look for it in the
        server&rsquo;s output:
      </p>
      <p className="rounded-md border border-line bg-sunken px-3 py-2 font-mono text-xs leading-5">
        Make the first administrator (link works once, for 24 hours):
        <br />
        &nbsp;&nbsp;…/setup#slp_setup_…
      </p>
      <p className="text-muted">Was it lost? Restart Slipway: it prints a new one, and the old one ends.</p>
    </div>
  );
}

function InvitedHelp() {
  return (
    <div className="space-y-2">
      <h1 className="text-lg font-semibold">This page needs a set-up link</h1>
      <p className="text-muted">
        An administrator makes one when inviting you or when you forgot your password. Open it as it came. If you have a
        password,{" "}
        <Link href="/sign-in" className="text-accent-ink underline-offset-2 hover:underline">
          sign in
        </Link>
        .
      </p>
    </div>
  );
}
