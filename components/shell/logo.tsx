/** A hull on the slope from which it is launched. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={className}>
      <rect width="24" height="24" rx="6" className="fill-accent" />
      <path d="M4.5 12.2 19.5 8.6c-.3 3.3-2.6 6-5.9 6.8l-3.4.8c-2.9.7-5-1-5.7-4z" fill="#fff" />
      <path d="M4.6 19.3 19.4 15.7" stroke="#fff" strokeWidth="1.8" strokeLinecap="round" opacity="0.65" />
      <path d="M11.2 9.9V5.2l3.9 3.7" fill="#fff" opacity="0.8" />
    </svg>
  );
}
