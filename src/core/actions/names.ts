/** The names that Kubernetes gives: of objects, resources and containers, and the references of images. */

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** A DNS-1123 subdomain. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names */
export function isSubdomain(text: string): boolean {
  return text.length <= 253 && SUBDOMAIN.test(text);
}

/** A DNS-1123 label, which a container's name is. */
export function isContainerName(text: string): boolean {
  return text.length <= 63 && LABEL.test(text);
}

const COMPONENT = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/;
const HOST = /^[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?(:[1-9][0-9]{0,4})?$/;
const TAG = /^[A-Za-z0-9_][-.A-Za-z0-9_]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** `[host[:port]/]name[:tag][@sha256:…]`, at most 255 characters. https://github.com/distribution/reference/blob/v0.6.0/reference.go */
export function isImage(text: string): boolean {
  if (text.length > 255) return false;
  const [tagged = '', digest, ...more] = text.split('@');
  if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return false;
  const parts = tagged.split('/');
  const [name = '', tag, ...rest] = (parts.at(-1) ?? '').split(':');
  if (rest.length > 0 || (tag !== undefined && !TAG.test(tag))) return false;
  const [host, ...middle] = parts.slice(0, -1);
  const hostFits = host === undefined || HOST.test(host) || COMPONENT.test(host);
  return hostFits && [...middle, name].every((part) => COMPONENT.test(part));
}

const MOST_REPLICAS = 2_147_483_647;

/** A whole number as kubectl takes it, in the one way to write it: no sign, no leading zero, no unit. */
export function isReplicas(text: string): boolean {
  return /^(0|[1-9][0-9]{0,9})$/.test(text) && Number(text) <= MOST_REPLICAS;
}
