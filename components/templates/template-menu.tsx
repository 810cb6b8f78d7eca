"use client";

import { Archive, Copy, Download, EllipsisVertical, GitCompareArrows } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { archiveTemplate } from "#components/templates/queries.ts";
import { useMay } from "#components/session.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { TemplateView } from "#lib/templates/view.ts";

/** What else can be done with a template. */
export function TemplateMenu({ template }: { template: TemplateView }) {
  const router = useRouter();
  const mayWrite = useMay("templates:write");
  const [isAsking, setIsAsking] = useState(false);
  const { id, slug, name, shownVersion } = template;
  const mayArchive = mayWrite && !template.isBuiltIn && template.archivedAt === null;

  async function archive() {
    await archiveTemplate(id);
    toast({ kind: "good", title: `${name} is archived` });
    router.push("/templates");
    router.refresh();
  }

  return (
    <>
      <Menu label={`More about ${name}`} trigger={<IconButton icon={EllipsisVertical} label="More" />}>
        {mayWrite && (
          <MenuItem asChild>
            <Link href={`/templates/new?like=${id}&version=${shownVersion}`}>
              <Copy aria-hidden className="text-muted" />
              Make a copy
            </Link>
          </MenuItem>
        )}
        <MenuItem asChild>
          <Link href={`/templates/compare?a=${slug}`}>
            <GitCompareArrows aria-hidden className="text-muted" />
            Compare with another one
          </Link>
        </MenuItem>
        <MenuItem asChild>
          <a href={`/api/deployments/templates/${id}/export?version=${shownVersion}`} download>
            <Download aria-hidden className="text-muted" />
            Export as YAML
          </a>
        </MenuItem>
        {mayArchive && (
          <>
            <MenuSeparator />
            <MenuItem icon={Archive} danger onSelect={() => setIsAsking(true)}>
              Archive…
            </MenuItem>
          </>
        )}
      </Menu>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`Archive ${name}?`}
        confirmLabel="Archive the template"
        danger
        onConfirm={archive}
      >
        Nothing new is made with it. Deployments that were made with it go on, and its slug becomes free.
      </ConfirmDialog>
    </>
  );
}
