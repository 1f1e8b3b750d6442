import './avatar.css';

const COLOURS = 7;

/** A person's or a group's initials on a colour that stays the same for the id. */
export function Avatar({ id, title, size = 48 }: { id: number; title: string; size?: number }) {
  return (
    <span
      className={`avatar avatar-${Math.abs(id) % COLOURS}`}
      style={{ width: size, height: size, fontSize: size * 0.4 }}
      aria-hidden="true"
    >
      {initials(title)}
    </span>
  );
}

function initials(title: string): string {
  const words = title.trim().split(/\s+/).slice(0, 2);
  return words.map((word) => [...word][0]?.toUpperCase() ?? '').join('');
}

export function BotAvatar({ size = 48 }: { size?: number }) {
  return (
    <span className="avatar avatar-bot" style={{ width: size, height: size }} aria-hidden="true">
      <Banana />
    </span>
  );
}

/** The mark of the sandbox. */
export function Banana() {
  return (
    <svg viewBox="0 0 48 48" className="banana" aria-hidden="true">
      <path
        className="banana-body"
        d="M34.6 10c4.2 13.6-4.6 29.4-20.6 31-2.8.2-5.6-.7-6.7-2.2-.9-1.2-.1-2.6 1.2-2.9 10.6-2.6 18.2-11.5 21.3-24.4L34.6 10Z"
      />
      <path
        className="banana-shade"
        d="M34.6 10c4.2 13.6-4.6 29.4-20.6 31 11.6-4.4 18.4-16.4 18-30.2L34.6 10Z"
      />
      <path
        className="banana-tip"
        d="M29.8 11.6c.2-1.7.1-3-.3-4.5-.2-.8.3-1.6 1.1-1.8l2-.4c.8-.2 1.6.3 1.7 1.2.2 1.4.2 2.6.3 3.9l-4.8 1.6ZM8.5 35.9c-1.4.3-2.1 1.8-1.2 2.9.5.7 1.3 1.2 2.2 1.6l-1-4.5Z"
      />
    </svg>
  );
}
