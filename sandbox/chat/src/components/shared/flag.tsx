import './flag.css';

/** Flags are drawn: several systems have no flag emoji. Other languages show their code alone. */
export function LanguageTag({ code }: { code: string | undefined }) {
  if (code === undefined) return null;
  return (
    <span className="language-tag" title={code}>
      <Flag language={code.slice(0, 2)} />
      {code}
    </span>
  );
}

function Flag({ language }: { language: string }) {
  switch (language) {
    case 'ru':
      return (
        <svg viewBox="0 0 18 12" className="flag" aria-hidden="true">
          <path fill="#fff" d="M0 0h18v4H0z" />
          <path fill="#2a52be" d="M0 4h18v4H0z" />
          <path fill="#d52b1e" d="M0 8h18v4H0z" />
        </svg>
      );
    case 'en':
      return (
        <svg viewBox="0 0 18 12" className="flag" aria-hidden="true">
          <path fill="#23408e" d="M0 0h18v12H0z" />
          <path stroke="#fff" strokeWidth="2.4" d="M0 0l18 12M18 0L0 12" />
          <path stroke="#d0202e" strokeWidth="1" d="M0 0l18 12M18 0L0 12" />
          <path stroke="#fff" strokeWidth="4" d="M9 0v12M0 6h18" />
          <path stroke="#d0202e" strokeWidth="2.2" d="M9 0v12M0 6h18" />
        </svg>
      );
    default:
      return null;
  }
}
