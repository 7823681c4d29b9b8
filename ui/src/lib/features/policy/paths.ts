import type { AnsweredPolicyView, PolicyVersion } from '$lib/bindings';

/** Where a changed policy is shown, and answered. */
export const CHANGE = '/policy/change';

/** Where the versions stand that the person answered. */
export const VERSIONS = '/policy/versions';

/** Names a version in an address: two of one policy never share version and text. */
export const versionKey = ({ version, text_hash }: PolicyVersion) => `${version}@${text_hash}`;

/** Where an earlier version is read. */
export function readPath(version: PolicyVersion, clause = ''): string {
  return `/policy?version=${encodeURIComponent(versionKey(version))}${clause && `#${clause}`}`;
}

/** Where two versions are compared; without a second one, with the one in force. */
export function comparePath(from: PolicyVersion, to?: PolicyVersion): string {
  const until = to === undefined ? '' : `&to=${encodeURIComponent(versionKey(to))}`;
  return `${CHANGE}?from=${encodeURIComponent(versionKey(from))}${until}`;
}

/** The version that an address names, among those that the person answered. */
export function findVersion(key: string, versions: AnsweredPolicyView[]): AnsweredPolicyView | undefined {
  return versions.find(({ version }) => versionKey(version) === key);
}
