import type { PhotoSize } from 'grammy/types';
import sharp from 'sharp';
import { badRequest } from '../protocol/refusal.ts';
import { digest, type FileStore, type StoredFile } from '../state/files.ts';

const PHOTO_LIMIT_BYTES = 10 * 1024 * 1024;
const MAX_SIDES_SUM = 10_000;
const MAX_RATIO = 20;

/** Longest sides of the sizes that Telegram makes; the largest holds what the sender gave. */
const SMALL_SIDES = [90, 320] as const;
const LARGEST_SIDE = 2_560;

type Dimensions = { readonly width: number; readonly height: number };

type PhotoFacts = Dimensions & { readonly mimeType: string };

const REMEMBERED_CHECKS = 2_000;

/** What is said of a photo whose header cannot be read. */
const UNREADABLE: PhotoFacts = { width: 320, height: 320, mimeType: 'image/jpeg' };

/**
 * Makes photos out of bytes as the server does. The largest size keeps the sender's own bytes (the
 * real server recompresses), so that tests can compare pixels; larger than 2560 px is scaled down.
 */
export class PhotoStudio {
  readonly #files: FileStore;
  /** Facts by content, so that the same picture is decoded once. */
  readonly #checked = new Map<string, PhotoFacts>();
  /** All sizes of a photo by the file id of any of them. */
  readonly #sizes = new Map<string, PhotoSize[]>();

  constructor(files: FileStore) {
    this.#files = files;
  }

  /** Stores a photo that the bot sends. Refuses what the server would refuse. */
  async accept(bytes: Buffer): Promise<PhotoSize[]> {
    if (bytes.length === 0) throw badRequest('file must be non-empty');
    if (bytes.length > PHOTO_LIMIT_BYTES) {
      throw badRequest(
        `file of size ${bytes.length} bytes is too big for a photo; ` +
          `the maximum size is ${PHOTO_LIMIT_BYTES} bytes`,
      );
    }
    const identity = digest(bytes);
    const facts = this.#checked.get(identity) ?? (await decode(bytes));
    if (!hasAllowedShape(facts)) throw badRequest('PHOTO_INVALID_DIMENSIONS');
    this.#remember(identity, facts);
    return this.#store(bytes, identity, facts);
  }

  /** Stores a photo that a person sends, readable or not: bots must survive broken ones. */
  async take(bytes: Buffer): Promise<PhotoSize[]> {
    const facts = await inspect(bytes).catch(() => UNREADABLE);
    return this.#store(bytes, digest(bytes), facts);
  }

  /** All sizes of a photo that was sent before. */
  sizes(fileId: string): PhotoSize[] | undefined {
    return this.#sizes.get(fileId);
  }

  clear(): void {
    this.#sizes.clear();
  }

  #store(bytes: Buffer, identity: string, facts: PhotoFacts): PhotoSize[] {
    const original = this.#files.add({ kind: 'photo', bytes, identity, ...facts });
    const longest = Math.max(facts.width, facts.height);
    const isHuge = longest > LARGEST_SIDE;
    const sides = SMALL_SIDES.filter((side) => side < longest);
    const scaled = (isHuge ? [...sides, LARGEST_SIDE] : sides).map((side) =>
      this.#scaled(original, identity, side),
    );
    const photo = (isHuge ? scaled : [...scaled, original]).map(photoSize);
    for (const size of photo) this.#sizes.set(size.file_id, photo);
    return photo;
  }

  #scaled(original: StoredFile, identity: string, side: number): StoredFile {
    return this.#files.add({
      kind: 'photo',
      mimeType: 'image/jpeg',
      identity: `${identity} ${side}`,
      ...scaleDown(original, side),
      render: async () => {
        const bytes = await this.#files.read(original);
        if (bytes === undefined) return undefined;
        return sharp(bytes).autoOrient().resize(side, side, { fit: 'inside' }).jpeg().toBuffer();
      },
    });
  }

  #remember(identity: string, facts: PhotoFacts): void {
    if (this.#checked.size >= REMEMBERED_CHECKS) this.#checked.clear();
    this.#checked.set(identity, facts);
  }
}

/** Decodes every pixel: a picture with a good header and a broken body is no picture. */
async function decode(bytes: Buffer): Promise<PhotoFacts> {
  try {
    const facts = await inspect(bytes);
    if (hasAllowedShape(facts)) await sharp(bytes, { failOn: 'error' }).stats();
    return facts;
  } catch {
    throw badRequest('IMAGE_PROCESS_FAILED');
  }
}

async function inspect(bytes: Buffer): Promise<PhotoFacts> {
  const { autoOrient, format } = await sharp(bytes).metadata();
  return { ...autoOrient, mimeType: `image/${format}` };
}

function hasAllowedShape({ width, height }: Dimensions): boolean {
  const ratio = Math.max(width, height) / Math.max(1, Math.min(width, height));
  return width + height <= MAX_SIDES_SUM && ratio <= MAX_RATIO;
}

function scaleDown({ width = 1, height = 1 }: StoredFile, side: number): Dimensions {
  const scale = side / Math.max(width, height);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** The Bot API's view of one stored size. */
function photoSize(file: StoredFile): PhotoSize {
  return {
    file_id: file.fileId,
    file_unique_id: file.uniqueId,
    width: file.width ?? 0,
    height: file.height ?? 0,
    ...(file.sizeBytes > 0 ? { file_size: file.sizeBytes } : {}),
  };
}
