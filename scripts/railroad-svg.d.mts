export function railroadHtml(rules: readonly unknown[]): string;
