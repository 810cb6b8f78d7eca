"use client";

import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { CHECKPOINTS_FILE, exportAddress, PUBLIC_KEY_FILE } from "#components/events/queries.ts";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";

/** The log as a file, filtered as the page is, and what it takes to check it elsewhere. */
export function DownloadMenu({ filter }: { filter: Readonly<Record<string, string | undefined>> }) {
  const mayExport = useMay("events:export");
  const isFiltered = Object.keys(filter).length > 0;
  const what = isFiltered ? "These events" : "The whole log";
  return (
    <Menu
      label="Download"
      trigger={
        <Button>
          <Download aria-hidden />
          Download
        </Button>
      }
    >
      {mayExport && (
        <>
          <FileItem href={exportAddress("jsonl", filter)}>{what} as JSON Lines</FileItem>
          <FileItem href={exportAddress("csv", filter)}>{what} as CSV</FileItem>
          <MenuSeparator />
        </>
      )}
      <FileItem href={CHECKPOINTS_FILE}>Signed checkpoints</FileItem>
      <FileItem href={PUBLIC_KEY_FILE}>Public key</FileItem>
    </Menu>
  );
}

function FileItem({ href, children }: { href: string; children: ReactNode }) {
  return (
    <MenuItem asChild>
      <a href={href} download>
        {children}
      </a>
    </MenuItem>
  );
}
