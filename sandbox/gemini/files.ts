import { createHash } from 'node:crypto';

export interface StoredFile {
  /** `files/abc123` */
  readonly name: string;
  readonly uri: string;
  readonly displayName: string | undefined;
  readonly mimeType: string;
  readonly bytes: Buffer;
  readonly createdAtMs: number;
}

interface Upload {
  readonly mimeType: string;
  readonly displayName: string | undefined;
  readonly sizeBytes: number;
  readonly baseUrl: string;
  readonly chunks: Buffer[];
  receivedBytes: number;
}

const FILES_MAX = 100;
const KEPT_MS = 48 * 3600 * 1000;

/** Files of the Files API and uploads under way, in memory; the oldest go when there are too many. */
export class FileStore {
  readonly #files = new Map<string, StoredFile>();
  readonly #uploads = new Map<string, Upload>();
  readonly #now: () => number;
  #uploadsStarted = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Returns the id of the upload. `baseUrl` begins the file's uri. */
  start(upload: {
    readonly mimeType: string;
    readonly displayName: string | undefined;
    readonly sizeBytes: number;
    readonly baseUrl: string;
  }): string {
    this.#uploadsStarted += 1;
    const id = `upload-${this.#uploadsStarted}`;
    this.#uploads.set(id, { ...upload, chunks: [], receivedBytes: 0 });
    dropOldest(this.#uploads);
    return id;
  }

  /** `unknown`: no such upload. `offset`: bytes are missing or doubled. `size`: final, but not as long as announced. */
  append(
    uploadId: string,
    offset: number,
    bytes: Buffer,
    finalize: boolean,
  ): StoredFile | 'active' | 'unknown' | 'offset' | 'size' {
    const upload = this.#uploads.get(uploadId);
    if (upload === undefined) return 'unknown';
    if (offset !== upload.receivedBytes) return 'offset';
    upload.chunks.push(bytes);
    upload.receivedBytes += bytes.length;
    if (!finalize) return 'active';
    this.#uploads.delete(uploadId);
    if (upload.receivedBytes !== upload.sizeBytes) return 'size';
    return this.#store(uploadId, upload);
  }

  #store(uploadId: string, upload: Upload): StoredFile {
    const bytes = Buffer.concat(upload.chunks);
    const hash = createHash('sha256').update(uploadId).update(bytes).digest('hex');
    const name = `files/${hash.slice(0, 12)}`;
    const file: StoredFile = {
      name,
      uri: `${upload.baseUrl}/v1beta/${name}`,
      displayName: upload.displayName,
      mimeType: upload.mimeType,
      bytes,
      createdAtMs: this.#now(),
    };
    this.#files.set(name, file);
    dropOldest(this.#files);
    return file;
  }

  get(name: string): StoredFile | undefined {
    const file = this.#files.get(name);
    if (file === undefined || this.#now() - file.createdAtMs <= KEPT_MS) return file;
    this.#files.delete(name);
    return undefined;
  }

  byUri(uri: string): StoredFile | undefined {
    const name = /files\/[a-z0-9]+$/.exec(uri)?.[0];
    return name === undefined ? undefined : this.get(name);
  }

  delete(name: string): boolean {
    return this.#files.delete(name);
  }

  list(): readonly StoredFile[] {
    return [...this.#files.keys()].flatMap((name) => this.get(name) ?? []);
  }

  clear(): void {
    this.#files.clear();
    this.#uploads.clear();
  }
}

/** A `File` resource as the API shows it. */
export function fileResource(file: StoredFile): Record<string, string> {
  const time = new Date(file.createdAtMs).toISOString();
  return {
    name: file.name,
    ...(file.displayName === undefined ? {} : { displayName: file.displayName }),
    mimeType: file.mimeType,
    sizeBytes: String(file.bytes.length),
    createTime: time,
    updateTime: time,
    expirationTime: new Date(file.createdAtMs + KEPT_MS).toISOString(),
    sha256Hash: createHash('sha256').update(file.bytes).digest('base64'),
    uri: file.uri,
    state: 'ACTIVE',
    source: 'UPLOADED',
  };
}

function dropOldest(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    if (map.size <= FILES_MAX) return;
    map.delete(key);
  }
}
