/**
 * Seals what is kept on a device. A random key seals the words; the key itself is kept twice, sealed by the passphrase
 * and for the recovery key of the series, whose private half exists on paper only.
 *
 * Nothing here reads the page or the store. Wrong passphrases and damaged data are told by SealBroken.
 */
export const ROUNDS = 600000;
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford: none is taken for another one
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const PRIVATE_BYTES = 32;

export class SealBroken extends Error {}

const subtle = crypto.subtle;
const utf8 = new TextEncoder();

export function toBase64(bytes) {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
}

export function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function random(count) {
  return crypto.getRandomValues(new Uint8Array(count));
}

async function passphraseKey(passphrase, salt, rounds) {
  const material = await subtle.importKey("raw", utf8.encode(passphrase.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
  return subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

async function sharedKey(privateKey, publicKey, salt) {
  const bits = await subtle.deriveBits({ name: "ECDH", public: publicKey }, privateKey, 256);
  const material = await subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
  return subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt, info: utf8.encode("osnova-obnova-1") },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

async function encrypt(key, bytes, about) {
  const iv = random(12);
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8.encode(about) }, key, bytes);
  return { iv: toBase64(iv), sealed: toBase64(sealed) };
}

async function decrypt(key, { iv, sealed }, about) {
  try {
    return await subtle.decrypt(
      { name: "AES-GCM", iv: fromBase64(iv), additionalData: utf8.encode(about) },
      key,
      fromBase64(sealed),
    );
  } catch {
    throw new SealBroken();
  }
}

async function dataKey(raw) {
  const key = await subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  new Uint8Array(raw).fill(0);
  return key;
}

/** Makes a data key. Answers it, not extractable, and the two sealed copies of it that may be stored. */
export async function makeKeys(passphrase, recoveryKey) {
  const raw = random(32);
  const salt = random(16);
  const byPassphrase = await encrypt(await passphraseKey(passphrase, salt, ROUNDS), raw, "heslo");
  const pair = await subtle.generateKey(CURVE, false, ["deriveBits"]);
  const point = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
  const theirs = await subtle.importKey("raw", fromBase64(recoveryKey), CURVE, false, []);
  const byRecovery = await encrypt(await sharedKey(pair.privateKey, theirs, point), raw, "obnova");
  const keys = {
    salt: toBase64(salt),
    rounds: ROUNDS,
    byPassphrase,
    byRecovery: { ...byRecovery, point: toBase64(point) },
    recoveryKey,
  };
  return { key: await dataKey(raw), keys };
}

/** Seals the data key by a new passphrase, once the recovery key has opened it. */
export async function changePassphrase(keys, passphrase, privateText) {
  const raw = await rawByRecovery(keys, privateText);
  const salt = random(16);
  const byPassphrase = await encrypt(await passphraseKey(passphrase, salt, ROUNDS), raw, "heslo");
  return { key: await dataKey(raw), keys: { ...keys, salt: toBase64(salt), rounds: ROUNDS, byPassphrase } };
}

export async function openByPassphrase(keys, passphrase) {
  const opener = await passphraseKey(passphrase, fromBase64(keys.salt), keys.rounds);
  return dataKey(await decrypt(opener, keys.byPassphrase, "heslo"));
}

async function rawByRecovery(keys, privateText) {
  const secret = await readPrivate(privateText);
  const point = fromBase64(keys.recoveryKey);
  const url = (bytes) => toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  let privateKey;
  try {
    privateKey = await subtle.importKey(
      "jwk",
      { kty: "EC", crv: "P-256", d: url(secret), x: url(point.slice(1, 33)), y: url(point.slice(33)) },
      CURVE,
      false,
      ["deriveBits"],
    );
  } catch {
    throw new SealBroken();
  }
  const ephemeral = fromBase64(keys.byRecovery.point);
  const theirs = await subtle.importKey("raw", ephemeral, CURVE, false, []);
  return decrypt(await sharedKey(privateKey, theirs, ephemeral), keys.byRecovery, "obnova");
}

export async function openByRecovery(keys, privateText) {
  return dataKey(await rawByRecovery(keys, privateText));
}

/** What is sealed belongs to one place (`about`), so that sealed rows cannot be exchanged. */
export async function seal(key, value, about) {
  return encrypt(key, utf8.encode(JSON.stringify(value)), about);
}

export async function unseal(key, sealed, about) {
  return JSON.parse(new TextDecoder().decode(await decrypt(key, sealed, about)));
}

/** A recovery key: the public half in base64, the private one as text for paper, in groups, with two letters of check. */
export async function makeRecovery() {
  const pair = await subtle.generateKey(CURVE, true, ["deriveBits"]);
  const { d } = await subtle.exportKey("jwk", pair.privateKey);
  const point = await subtle.exportKey("raw", pair.publicKey);
  const secret = fromBase64(d.replaceAll("-", "+").replaceAll("_", "/"));
  return { publicKey: toBase64(point), privateText: await writePrivate(secret) };
}

async function check(secret) {
  const digest = new Uint8Array(await subtle.digest("SHA-256", secret));
  return LETTERS[digest[0] & 31] + LETTERS[digest[1] & 31];
}

async function writePrivate(secret) {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of secret) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += LETTERS[(held >> bits) & 31];
      held &= (1 << bits) - 1;
    }
  }
  if (bits) text += LETTERS[(held << (5 - bits)) & 31];
  return (text + (await check(secret))).match(/.{1,6}/g).join(" ");
}

/** Reads what was typed from paper: spaces, dashes and small letters do not matter, nor do O and I for 0 and 1. */
export async function readPrivate(typed) {
  const text = typed.toUpperCase().replace(/[^0-9A-Z]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  const secret = [];
  let bits = 0;
  let held = 0;
  for (const letter of text.slice(0, -2)) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) throw new SealBroken();
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      secret.push((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
  }
  const bytes = Uint8Array.from(secret);
  if (bytes.length !== PRIVATE_BYTES || (await check(bytes)) !== text.slice(-2)) throw new SealBroken();
  return bytes;
}
