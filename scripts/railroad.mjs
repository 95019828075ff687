// Writes grammar/railroad.html from the grammar that dist holds.
import { writeFileSync } from 'node:fs';
import { serializedGrammar } from '../dist/language/parse/describe-grammar.js';
import { railroadHtml } from './railroad-svg.mjs';

writeFileSync(new URL('../grammar/railroad.html', import.meta.url), railroadHtml(serializedGrammar()));
