import type { Metadata } from "next";
import { ApiDocs } from "#components/api-docs/api-docs.tsx";
import { findSignedIn } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "API reference" };

export default async function DocsPage() {
  return <ApiDocs isSignedIn={(await findSignedIn()) !== null} />;
}
