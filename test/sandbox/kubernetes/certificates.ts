// Makes the X.509 certificates of a sandbox cluster: Node can sign, but cannot write a certificate.
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

export interface Identity {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS#8. */
  readonly key: string;
}

export interface Authority extends Identity {
  /** A client certificate; Kubernetes reads the user from CN and the groups from O. */
  readonly issueClient: (user: string, groups: readonly string[]) => Identity;
  /** A server certificate for the IPv4 address and the DNS names. */
  readonly issueServer: (address: string, names: readonly string[]) => Identity;
}

export function makeAuthority(name: string): Authority {
  const keys = newKeys();
  const issuer = distinguishedName(name, []);
  const issue = (subject: Buffer, publicKey: KeyObject, extensions: readonly Buffer[]) =>
    certificate({ issuer, subject, publicKey, extensions, signWith: keys.privateKey });
  return {
    certificate: issue(issuer, keys.publicKey, [isAuthority, keyUsage.authority]),
    key: pkcs8(keys.privateKey),
    issueClient: (user, groups) => {
      const own = newKeys();
      const extensions = [keyUsage.leaf, extendedKeyUsage.client];
      return {
        certificate: issue(distinguishedName(user, groups), own.publicKey, extensions),
        key: pkcs8(own.privateKey),
      };
    },
    issueServer: (address, names) => {
      const own = newKeys();
      const extensions = [keyUsage.leaf, extendedKeyUsage.server, alternativeNames(address, names)];
      return {
        certificate: issue(distinguishedName(address, []), own.publicKey, extensions),
        key: pkcs8(own.privateKey),
      };
    },
  };
}

/** For the API server's service account tokens; PEM in the older form, of which it can also take the public half. */
export function newSigningKey(): string {
  return newKeys().privateKey.export({ format: 'pem', type: 'sec1' }).toString();
}

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pkcs8 = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' }).toString();

interface CertificateContent {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly signWith: KeyObject;
}

/** RFC 5280, section 4.1. */
function certificate({ issuer, subject, publicKey, extensions, signWith }: CertificateContent): string {
  const toBeSigned = sequence(
    explicit(0, integer(Buffer.of(2))),
    integer(randomBytes(16)),
    ecdsaWithSha256,
    issuer,
    sequence(utcTime(-3_600_000), utcTime(30 * 86_400_000)),
    subject,
    publicKey.export({ format: 'der', type: 'spki' }),
    explicit(3, sequence(...extensions)),
  );
  const der = sequence(toBeSigned, ecdsaWithSha256, bitString(0, sign('sha256', toBeSigned, signWith)));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

// DER (X.690): tag, length, content.
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.of(tag), derLength(body.length), body]);
}

function derLength(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes]);
}

const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts);
const explicit = (number: number, content: Buffer) => der(0xa0 | number, content);
/** The 01 in front of random bytes keeps the number positive and its encoding minimal. */
const integer = (bytes: Buffer) =>
  der(0x02, bytes.length === 1 ? bytes : Buffer.concat([Buffer.of(0x01), bytes]));
const bitString = (unusedBits: number, bytes: Buffer) => der(0x03, Buffer.of(unusedBits), bytes);
const octetString = (content: Buffer) => der(0x04, content);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const utf8 = (text: string) => der(0x0c, Buffer.from(text));

/** UTCTime, as RFC 5280 asks for every date before 2050. */
function utcTime(fromNow: number): Buffer {
  const text = new Date(Date.now() + fromNow).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return der(0x17, Buffer.from(text.slice(2)));
}

const oids = { commonName: '550403', organization: '55040a' };

/** Each group is an O of its own, in a set of its own. */
function distinguishedName(commonName: string, organizations: readonly string[]): Buffer {
  const attribute = (type: string, value: string) => der(0x31, sequence(oid(type), utf8(value)));
  return sequence(
    ...organizations.map((name) => attribute(oids.organization, name)),
    attribute(oids.commonName, commonName),
  );
}

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));

const critical = der(0x01, Buffer.of(0xff));
const extension = (id: string, value: Buffer) => sequence(oid(id), critical, octetString(value));

const isAuthority = extension('551d13', sequence(critical));
const keyUsage = {
  authority: extension('551d0f', bitString(1, Buffer.of(0b0000_0110))),
  leaf: extension('551d0f', bitString(7, Buffer.of(0b1000_0000))),
};
const extendedKeyUsage = {
  server: extension('551d25', sequence(oid('2b06010505070301'))),
  client: extension('551d25', sequence(oid('2b06010505070302'))),
};

function alternativeNames(address: string, names: readonly string[]): Buffer {
  const dnsNames = names.map((name) => der(0x82, Buffer.from(name)));
  const ipAddress = der(0x87, Buffer.from(address.split('.').map(Number)));
  return extension('551d11', sequence(...dnsNames, ipAddress));
}
