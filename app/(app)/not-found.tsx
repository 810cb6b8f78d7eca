import { Lost } from "#components/ui/lost.tsx";

export default function NotFound() {
  return <Lost />;
}
