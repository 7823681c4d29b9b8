import type { DeviceCodeView, QrView } from '../../src/lib/bindings';

/** Something that looks like a QR code and is none: three corners, and dots by rule. */
function pattern(size: number): QrView {
  const corner = (x: number, y: number) =>
    `M${x} ${y}h7v1h-7zM${x} ${y + 6}h7v1h-7zM${x} ${y + 1}h1v5h-1zM${x + 6} ${y + 1}h1v5h-1zM${x + 2} ${y + 2}h3v3h-3z`;
  const inCorner = (x: number, y: number) => (x < 8 && (y < 8 || y > size - 9)) || (x > size - 9 && y < 8);
  let path = corner(0, 0) + corner(size - 7, 0) + corner(0, size - 7);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!inCorner(x, y) && (x * 7 + y * 13 + x * y) % 5 < 2) path += `M${x} ${y}h1v1h-1z`;
    }
  }
  return { size, path };
}

/** What a terminal shows for another device. */
export const deviceCode: DeviceCodeView = {
  qr: pattern(33),
  user_code: '019-450-730',
  address: 'https://platform.test/device',
  matching_number: '42',
  expires_in: 120,
};
