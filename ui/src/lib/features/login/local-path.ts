/** A path of this client to go back to; anything else becomes 我的, so that no link can lead outside. */
export function localPath(path: string | null): string {
  return path !== null && /^\/(?![/\\])/.test(path) ? path : '/mine';
}
