import ipaddr from "ipaddr.js";

// Which addresses may the server itself connect to?

/**
 * How far a call may reach. `public` is the open internet. `named` adds private, shared and loopback ranges, for hosts
 * that an operator has named in the configuration; metadata services, link-local and the rest stay closed even then.
 */
export type Reach = "public" | "named";

export type AddressVerdict = { allowed: true } | { allowed: false; range: string };

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Cloud metadata services outside the ranges that are closed to everybody anyway. */
const METADATA_ADDRESSES: ReadonlySet<string> = new Set(["168.63.129.16", "100.100.100.200", "fd00:ec2::254"]);
const NAMED_RANGES: ReadonlySet<string> = new Set(["loopback", "private", "uniqueLocal", "carrierGradeNat"]);
const GLOBAL_UNICAST_IPV6 = ipaddr.IPv6.parseCIDR("2000::/3");
const NAT64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

/** Reads an address in any spelling the operating system would take, or returns null for a name. */
export function parseAddress(text: string): Address | null {
  const bare = text.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  return ipaddr.isValid(bare) ? innermost(ipaddr.parse(bare)) : null;
}

/** Says whether an address may be connected to. `allow` are CIDR ranges that an operator opened by hand. */
export function judgeAddress(address: Address, reach: Reach, allow: readonly string[]): AddressVerdict {
  if (allow.some((range) => isInRange(address, range))) return { allowed: true };
  const name = address.toString();
  if (METADATA_ADDRESSES.has(name)) return { allowed: false, range: "metadata" };
  const range = rangeOf(address);
  const isOpen = range === "unicast" || (reach === "named" && NAMED_RANGES.has(range));
  return isOpen ? { allowed: true } : { allowed: false, range };
}

/** IPv4 hidden in IPv6 reaches the IPv4 host, so the IPv4 address is the one to judge. */
function innermost(address: Address): Address {
  if (address instanceof ipaddr.IPv4) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  if (address.match(NAT64)) return new ipaddr.IPv4(address.toByteArray().slice(12));
  return address;
}

function rangeOf(address: Address): string {
  const range = address.range();
  // The library calls everything unassigned "unicast", the old IPv4-compatible ::/96 among it.
  if (range === "unicast" && address instanceof ipaddr.IPv6 && !address.match(GLOBAL_UNICAST_IPV6)) return "reserved";
  return range;
}

function isInRange(address: Address, cidr: string): boolean {
  const [network, bits] = ipaddr.parseCIDR(cidr);
  return network.kind() === address.kind() && address.match([network, bits] as [ipaddr.IPv4, number]);
}
