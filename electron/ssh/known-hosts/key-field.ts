/** `type base64 comment`, the form of public keys in files (sshd(8)); wrong labels and damaged keys are no keys. */

export interface PublicKeyField {
  /** As the key itself says. */
  readonly type: string;
  readonly blob: Buffer;
  readonly comment: string;
}

/** Names that OpenSSH takes for a type beside its own: those of its signatures. */
const otherLabels: Readonly<Record<string, string>> = {
  'rsa-sha2-256': 'ssh-rsa',
  'rsa-sha2-512': 'ssh-rsa',
};

const knownType =
  /^(ssh-(rsa|dss|ed25519)|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com|[a-z0-9-]+-cert-v01@openssh\.com)$/;

export function parseKeyField(text: string): PublicKeyField | null {
  const match = /^[ \t]*([^ \t]+)[ \t]+([^ \t]+)[ \t]*(.*)$/s.exec(text);
  const [, label = '', base64 = '', comment = ''] = match ?? [];
  const blob = decodeBase64(base64);
  const type = blob === null ? null : typeOfBlob(blob);
  if (blob === null || type === null || (otherLabels[label] ?? label) !== type) return null;
  return { type, blob, comment };
}

/** Strict: Node reads on over what is no base64. White space within (a carriage return at the end) does not count. */
export function decodeBase64(text: string): Buffer | null {
  const clean = text.replaceAll(/[\s\v]/g, '');
  const bytes = Buffer.from(clean, 'base64');
  return clean !== '' && bytes.toString('base64') === clean ? bytes : null;
}

/** The type that a key on the wire names, where all of its fields are there and nothing follows. */
export function typeOfBlob(blob: Buffer): string | null {
  const fields = readStrings(blob);
  const type = fields?.[0]?.toString('latin1') ?? '';
  if (fields === null || !knownType.test(type)) return null;
  if (type === 'ssh-ed25519') return fields.length === 2 && fields[1]?.length === 32 ? type : null;
  if (type === 'ssh-rsa') return fields.length === 3 && (fields[2]?.length ?? 0) >= 128 ? type : null;
  if (type.startsWith('ecdsa-')) {
    return fields.length === 3 && type.endsWith(fields[1]?.toString('latin1') ?? '') ? type : null;
  }
  return type;
}

/** The length-prefixed strings that `bytes` is made of (RFC 4251 section 5); null where it is not. */
export function readStrings(bytes: Buffer): Buffer[] | null {
  const fields: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 4 > bytes.length) return null;
    const length = bytes.readUInt32BE(at);
    if (at + 4 + length > bytes.length) return null;
    fields.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return fields;
}
