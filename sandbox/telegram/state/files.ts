import { createHash } from 'node:crypto';

export type FileKind = 'photo' | 'document' | 'sticker' | 'video' | 'voice' | 'audio' | 'animation';

export type StoredFile = {
  readonly fileId: string;
  readonly uniqueId: string;
  readonly kind: FileKind;
  /** What Telegram would say; may be more than what is really kept. */
  readonly sizeBytes: number;
  readonly mimeType: string;
  readonly fileName?: string;
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
  /** As in `getFile`, below `/file/bot<token>/`. */
  readonly path: string;
  /** Makes the bytes, at the first download, of what is not kept (a smaller size of a photo). */
  readonly render?: Render;
};

/** `undefined`: what it would be made from is gone. */
type Render = () => Promise<Buffer | undefined>;

export type NewFile = {
  readonly kind: FileKind;
  readonly mimeType: string;
  readonly bytes?: Buffer;
  readonly fileName?: string;
  readonly declaredSizeBytes?: number;
  readonly width?: number;
  readonly height?: number;
  readonly render?: Render;
  /** Equal for equal contents: `file_unique_id` follows from it. */
  readonly identity: string;
};

/** Beginnings of real file ids, so that ids of different kinds look different. */
const ID_PREFIX: Readonly<Record<FileKind, string>> = {
  photo: 'AgACAgIAAxk',
  document: 'BQACAgIAAxk',
  sticker: 'CAACAgIAAxk',
  video: 'BAACAgIAAxk',
  voice: 'AwACAgIAAxk',
  audio: 'CQACAgIAAxk',
  animation: 'CgACAgIAAxk',
};

const EXTENSION: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'video/mp4': 'mp4',
  'audio/ogg': 'oga',
  'application/pdf': 'pdf',
  'text/plain': 'txt',
};

/** Files sent by either side. The bytes of the oldest are forgotten beyond a bound; ids stay known. */
export class FileStore {
  readonly #capacityBytes: number;
  readonly #byId = new Map<string, StoredFile>();
  readonly #byPath = new Map<string, StoredFile>();
  readonly #bytes = new Map<string, Buffer>();
  #keptBytes = 0;
  #count = 0;

  constructor(capacityBytes: number) {
    this.#capacityBytes = capacityBytes;
  }

  add(input: NewFile): StoredFile {
    const { bytes, declaredSizeBytes, identity, ...rest } = input;
    this.#count += 1;
    const uniqueId = digest(`${input.kind} ${identity}`).slice(0, 15);
    const fileId = this.#takeId(input.kind);
    const file: StoredFile = {
      ...rest,
      fileId,
      uniqueId,
      sizeBytes: declaredSizeBytes ?? bytes?.length ?? 0,
      path: `${input.kind}s/file_${this.#count}.${extensionOf(input)}`,
    };
    this.#byId.set(fileId, file);
    this.#byPath.set(file.path, file);
    if (bytes !== undefined) this.#keep(fileId, bytes);
    return file;
  }

  get(fileId: string): StoredFile | undefined {
    return this.#byId.get(fileId);
  }

  byPath(path: string): StoredFile | undefined {
    return this.#byPath.get(path);
  }

  /** The file's bytes, or `undefined` when they are no longer kept. */
  async read(file: StoredFile): Promise<Buffer | undefined> {
    const kept = this.#bytes.get(file.fileId);
    if (kept !== undefined || file.render === undefined) return kept;
    const rendered = await file.render();
    if (rendered !== undefined) this.#keep(file.fileId, rendered);
    return rendered;
  }

  clear(): void {
    this.#byId.clear();
    this.#byPath.clear();
    this.#bytes.clear();
    this.#keptBytes = 0;
  }

  #takeId(kind: FileKind): string {
    return `${ID_PREFIX[kind]}${digest(`file ${this.#count}`)}`;
  }

  #keep(fileId: string, bytes: Buffer): void {
    this.#bytes.set(fileId, bytes);
    this.#keptBytes += bytes.length;
    for (const [oldest, content] of this.#bytes) {
      if (this.#keptBytes <= this.#capacityBytes || oldest === fileId) break;
      this.#bytes.delete(oldest);
      this.#keptBytes -= content.length;
    }
  }
}

/** A name for contents: equal bytes give equal names. */
export function digest(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('base64url');
}

function extensionOf(file: NewFile): string {
  const own = /\.([a-z0-9]{1,8})$/i.exec(file.fileName ?? '')?.[1];
  return own?.toLowerCase() ?? EXTENSION[file.mimeType] ?? 'bin';
}
