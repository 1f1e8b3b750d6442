import type { FileData } from '../api/model.ts';

/** A file that waits in the composer. */
export type Attachment = {
  readonly id: string;
  readonly file: File;
  /** An object URL for pictures, to be revoked when the attachment goes. */
  readonly previewUrl: string | null;
};

let lastId = 0;

export function attachmentOf(file: File): Attachment {
  lastId += 1;
  const previewUrl = file.type.startsWith('image/') ? URL.createObjectURL(file) : null;
  return { id: `attachment-${lastId}`, file, previewUrl };
}

export function discard(attachment: Attachment): void {
  if (attachment.previewUrl !== null) URL.revokeObjectURL(attachment.previewUrl);
}

/** The bytes as the control API takes them. */
export async function fileData(file: File): Promise<FileData> {
  const data = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error(`Cannot read ${file.name}`, { cause: reader.error }));
    reader.readAsDataURL(file);
  });
  return { data, fileName: file.name, ...(file.type === '' ? {} : { mimeType: file.type }) };
}

/** A small landscape, so that a newcomer without a picture at hand can try an edit. */
export function samplePhoto(): FileData {
  const canvas = document.createElement('canvas');
  canvas.width = 960;
  canvas.height = 640;
  const pen = canvas.getContext('2d');
  if (pen !== null) paintLandscape(pen, canvas.width, canvas.height);
  return {
    data: canvas.toDataURL('image/png'),
    fileName: 'landscape.png',
    mimeType: 'image/png',
  };
}

function paintLandscape(pen: CanvasRenderingContext2D, width: number, height: number): void {
  const sky = pen.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, '#5bb8f5');
  sky.addColorStop(0.7, '#d8f1ff');
  pen.fillStyle = sky;
  pen.fillRect(0, 0, width, height);
  disc(pen, '#ffd43b', width * 0.76, height * 0.24, 62);
  for (const [x, y, r] of [
    [0.2, 0.2, 34],
    [0.25, 0.17, 46],
    [0.31, 0.2, 36],
    [0.52, 0.31, 24],
    [0.56, 0.29, 32],
    [0.6, 0.31, 24],
  ] as const) {
    disc(pen, '#ffffff', width * x, height * y, r);
  }
  hill(pen, '#8fc3a0', width, height, 0.62, 70, 0.9);
  hill(pen, '#5fa777', width, height, 0.74, 56, 2.4);
  hill(pen, '#3c8158', width, height, 0.86, 40, 4.1);
}

function disc(
  pen: CanvasRenderingContext2D,
  colour: string,
  x: number,
  y: number,
  r: number,
): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(x, y, r, 0, Math.PI * 2);
  pen.fill();
}

function hill(
  pen: CanvasRenderingContext2D,
  colour: string,
  width: number,
  height: number,
  level: number,
  swing: number,
  phase: number,
): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.moveTo(0, height);
  for (let x = 0; x <= width; x += 8) {
    pen.lineTo(x, height * level + Math.sin(x / 150 + phase) * swing);
  }
  pen.lineTo(width, height);
  pen.fill();
}

/** A round banana-coloured face as a WebP sticker. */
export function sampleSticker(): FileData {
  const canvas = document.createElement('canvas');
  canvas.width = 512;
  canvas.height = 512;
  const pen = canvas.getContext('2d');
  if (pen !== null) {
    disc(pen, '#ffffff', 256, 256, 240);
    disc(pen, '#ffd43b', 256, 256, 222);
    disc(pen, '#3b2a00', 186, 212, 26);
    disc(pen, '#3b2a00', 326, 212, 26);
    pen.strokeStyle = '#3b2a00';
    pen.lineWidth = 22;
    pen.lineCap = 'round';
    pen.beginPath();
    pen.arc(256, 270, 106, 0.25, Math.PI - 0.25);
    pen.stroke();
  }
  return { data: canvas.toDataURL('image/webp'), fileName: 'smile.webp', mimeType: 'image/webp' };
}

/** A few bytes under a file name: enough for input that the bot must refuse anyway. */
export function sampleBytes(fileName: string, mimeType: string): FileData {
  return { data: btoa('This is a sample of the sandbox.'), fileName, mimeType };
}
