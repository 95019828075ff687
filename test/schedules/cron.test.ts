import { describe, expect, test } from 'vitest';
import { validateCron, validateZone } from '../../src/schedules/index.ts';

describe('a cron expression', () => {
  test.each([
    '* * * * *',
    '*/15 * * * *',
    '0 0 * * *',
    '30 2 * * *',
    '0 9-17 * * mon-fri',
    '0,30 8-18/2 1,15 jan,JUL *',
    '0 0 29 2 *',
    '0 0 * * 7',
    '0 0 * * fri-sun',
    '0 0 30 2 mon',
    '  5   4 * * 0-7  ',
    '*/60 * * * *',
    '5\t4 * * *',
  ])('%s is accepted', (cron) => {
    expect(validateCron(cron)).toBeNull();
  });

  test.each([
    ['', /five fields.*has 0/],
    ['* * * *', /five fields.*has 4/],
    ['0 * * * * *', /seconds are not among them; this one has 6/],
    ['0 0 0 * * * 2026', /has 7/],
    ['@daily', /written '0 0 \* \* \*'/],
    ['@reboot', /not a cron expression/],
    ['60 * * * *', /'60' is no minute \(0-59\)/],
    ['* 24 * * *', /'24' is no hour/],
    ['* * 0 * *', /'0' is no day of month/],
    ['* * 32 * *', /'32' is no day of month/],
    ['* * * 13 *', /'13' is no month \(1-12 or jan-dec\)/],
    ['* * * foo *', /'foo' is no month/],
    ['* * * * 8', /'8' is no day of week/],
    ['* * * * monday', /'monday'/],
    ['* * jan * *', /'jan' is no day of month/],
    ['* * L * *', /'L'/],
    ['* * 15W * *', /'15W'/],
    ['* * * * 5L', /'5L'/],
    ['* * * * fri#2', /'fri#2'/],
    ['? * * * *', /'\?'/],
    ['* * ? * *', /'\?'/],
    ['* * * * +mon', /'\+mon'/],
    ['5-1 * * * *', /runs backwards/],
    ['* * * * fri-mon', /runs backwards/],
    ['*/0 * * * *', /step of '\*\/0'/],
    ['*/61 * * * *', /step of '\*\/61'/],
    ['5/10 * * * *', /write '5-59\/10'/],
    ['1,,2 * * * *', /''/],
    ['1, * * * *', /''/],
    ['-1 * * * *', /'-1'/],
    ['1-2-3 * * * *', /'1-2-3'/],
    ['*-5 * * * *', /'\*-5'/],
    ['1.5 * * * *', /'1\.5'/],
    ['1e1 * * * *', /'1e1'/],
    ['** * * * *', /'\*\*'/],
    ['*/5* * * * *', /'\*\/5\*'/],
    ['0 0 30 2 *', /never fires/],
    ['0 0 31 4,6,9,11 *', /never fires/],
    ['0 0 30,31 feb *', /never fires/],
    ['0 0 30 2 */1', /never fires/],
  ])('%s is refused with a reason', (cron, reason) => {
    expect(validateCron(cron)).toMatch(reason);
  });
});

describe('a zone', () => {
  test.each(['UTC', 'Etc/UTC', 'Europe/Oslo', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])('%s is accepted', (zone) => {
    expect(validateZone(zone)).toBeNull();
  });
  test.each(['', 'Europe/Olso', '+01:00', 'Oslo', ' Europe/Oslo', '1'])('%j is refused', (zone) => {
    expect(validateZone(zone)).toMatch(/is not a time zone/);
  });
});
