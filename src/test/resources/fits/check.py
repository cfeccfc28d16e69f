"""Compares cutouts with what astropy cuts: check.py DIRECTORY RESULTS.

Reads the lines that make.py printed from standard input; the cutout of line N is RESULTS/N.fits.
Prints what differs and ends with 1, or prints how many were the same.
"""
import os
import re
import sys
import warnings

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS, WCSSUB_LATITUDE, WCSSUB_LONGITUDE

warnings.simplefilter('ignore')
directory, results = sys.argv[1:3]
CHANGED = re.compile(r'SIMPLE|XTENSION|BITPIX|NAXIS\d*|PCOUNT|GCOUNT|EXTEND|NEXTEND|CHECKSUM|DATASUM|CRPIX\d+[A-Z]?|CNPIX\d|Z.*|T(TYPE|FORM)\d+|TFIELDS')


def axis(text, length):
    """Zero-based start and end of a range of pixels."""
    if text == '*':
        return 0, length
    first, _, last = text.partition(':')
    return int(first) - 1, min(int(last or first), length)


def circle(hdu, ra, dec, radius):
    """The box of pixels, per axis, that the box around a circle touches; None when there is none."""
    header = hdu.header
    wcs = WCS(header)
    if not wcs.has_celestial:
        return None
    sky = wcs if wcs.naxis == 2 else wcs.sub([WCSSUB_LONGITUDE, WCSSUB_LATITUDE])
    if abs(dec) + radius < 85:
        half = radius / np.cos(np.radians(dec))
        points = [(ra + x * half, dec + y * radius) for x in (-1, 1) for y in (-1, 1)]
        ras, decs = np.array(points).T
    else:
        from astropy.coordinates import SkyCoord
        import astropy.units as u
        around = SkyCoord(ra * u.deg, dec * u.deg).directional_offset_by(np.arange(0, 360.0) * u.deg, radius * u.deg)
        ras, decs = around.ra.deg, around.dec.deg
    if header['CTYPE1'].startswith('GLON'):
        from astropy.coordinates import SkyCoord
        import astropy.units as u
        galactic = SkyCoord(ras * u.deg, decs * u.deg).galactic
        ras, decs = galactic.l.deg, galactic.b.deg
    longitude, latitude = sky.all_world2pix(ras, decs, 1)
    box = [(0, n) for n in hdu.shape[::-1]]
    for place, values in ((wcs.wcs.lng, longitude), (wcs.wcs.lat, latitude)):
        low, high = np.nanmin(values), np.nanmax(values)
        first = int(np.floor(low + 0.5))
        last = max(first, int(np.ceil(high - 0.5)))
        length = box[place][1]
        if first > length or last < 1:
            return None
        box[place] = (max(1, first) - 1, min(last, length))
    return box


def wanted(name, spec):
    """(index of the extension, box or None for all of it) of every part, in the order of the file."""
    parts = []
    with fits.open(os.path.join(directory, name)) as file:
        if spec.startswith('('):
            ra, dec, radius = (float(x) for x in spec[1:-1].split(','))
            for i, hdu in enumerate(file):
                if hdu.is_image and hdu.header.get('NAXIS', 0) >= 2 and 'CTYPE1' in hdu.header:
                    box = circle(hdu, ra, dec, radius)
                    if box is not None:
                        parts.append((i, box))
            return parts
        brackets = re.findall(r'\[([^]]*)\]', spec)
        if re.search(r'[:*]', brackets[0]):
            brackets.insert(0, '0')
        while brackets:
            text = brackets.pop(0)
            where = text.split(',')
            key = int(text) if text.isdigit() else (where[0], int(where[1]) if len(where) > 1 else 1)
            index = file.index_of(key)
            box = None
            if brackets and re.search(r'[:*]', brackets[0]):
                texts = brackets.pop(0).split(',')
                lengths = file[index].shape[::-1]
                texts += ['*'] * (len(lengths) - len(texts))
                box = [axis(t, n) for t, n in zip(texts, lengths)]
            parts.append((index, box))
    return sorted(parts, key=lambda part: part[0])


def same(one, other):
    return one.dtype.newbyteorder('=') == other.dtype.newbyteorder('=') and one.shape == other.shape and \
        np.array_equal(one, other, equal_nan=one.dtype.kind == 'f')


def stored(path, index, scaled):
    """What astropy reads; of four axes in tiles it is what it reads of the same tiles in three."""
    name = os.path.basename(path)
    with fits.open(path, do_not_scale_image_data=not scaled) as file:
        if not name.startswith('four-'):
            return file[index].data
        with fits.open(path.replace('four-', 'three-'), do_not_scale_image_data=not scaled) as other:
            return other[index].data.reshape(file[index].shape)


def compare(original, box, result):
    if original.is_image:
        for scaled in (True, False):
            data = stored(original.path, original.index, scaled)
            with fits.open(result.path, do_not_scale_image_data=not scaled) as b:
                found = b[result.index]
                if data is None:
                    assert found.data is None, 'data where there is none'
                    continue
                if box is not None:
                    data = data[tuple(slice(*x) for x in reversed(box))]
                assert same(data, found.data), 'pixels differ (%s): %s %s' % (
                    'scaled' if scaled else 'raw', data.dtype, found.data.dtype)
    else:
        with fits.open(original.path) as a, fits.open(result.path) as b:
            assert fits.FITSDiff(fits.HDUList([fits.PrimaryHDU(), a[original.index]]),
                                 fits.HDUList([fits.PrimaryHDU(), b[result.index]])).identical, 'table differs'
    with fits.open(original.path) as a, fits.open(result.path) as b:
        before, after = a[original.index].header, b[result.index].header
        odd = os.path.basename(original.path).startswith('real-')
        for card in before.cards:
            if card.keyword in ('', 'COMMENT', 'HISTORY'):
                continue
            if card.keyword == 'EXTNAME' and card.value == 'COMPRESSED_IMAGE':
                continue
            if not CHANGED.fullmatch(card.keyword):
                # What archives hold is not always by the standard: then the very cards count.
                same_card = odd and [c.image for c in after.cards if c.keyword == card.keyword] == \
                    [c.image for c in before.cards if c.keyword == card.keyword] or \
                    card.keyword in after and after[card.keyword] == card.value
                assert same_card, 'card %s differs' % card.keyword
        for key in ('COMMENT', 'HISTORY'):
            assert list(map(str, before.get(key, []))) == list(map(str, after.get(key, []))), key
        if box is None or not a[original.index].is_image or 'CRVAL1' not in before:
            return
        for key in ' A':
            try:
                old, new = WCS(before, key=key), WCS(after, key=key)
            except Exception:
                continue
            if old.naxis != len(box):
                continue
            offset = [x[0] for x in box]
            pixels = np.array([[1.0] * len(box), [float(x[1] - x[0]) for x in box], [1.7] * len(box)])
            try:
                there = old.all_pix2world(pixels + offset, 1)
                here = new.all_pix2world(pixels, 1)
            except Exception:
                there = old.wcs_pix2world(pixels + offset, 1)
                here = new.wcs_pix2world(pixels, 1)
            assert np.allclose(there, here, rtol=1e-12, atol=1e-10, equal_nan=True), 'coordinates differ: %s %s' % (there, here)
            if len(box) == 2 and key == ' ':
                from astropy.nddata import Cutout2D
                shape = a[original.index].shape
                lengths = [x[1] - x[0] for x in box]
                middle = [x[0] + (n - 1) / 2 for x, n in zip(box, lengths)]
                cutout = Cutout2D(np.zeros(shape, 'u1'), middle, lengths[::-1], wcs=old)
                assert np.allclose(cutout.wcs.wcs.crpix, new.wcs.crpix, rtol=1e-13, atol=1e-9), 'CRPIX differs'


class Place:
    def __init__(self, path, index, is_image):
        self.path, self.index, self.is_image = path, index, is_image


def check(number, name, spec):
    path = os.path.join(directory, name)
    result = os.path.join(results, '%d.fits' % number)
    parts = wanted(name, spec)
    assert parts, 'nothing is wanted'
    with fits.open(result, checksum=True) as file, fits.open(path) as original:
        file.verify('exception' if not name.startswith('real-') else 'silentfix')
        images = [bool(original[i].is_image) for i, _ in parts]
        kept = original[parts[0][0]]
        alone = len(parts) == 1 and (not kept.is_image or (parts[0][1] is None and isinstance(kept, fits.CompImageHDU)))
        empty = alone or (len(parts) > 1 and parts[0][0] > 0 and original[0].data is None)
        if empty:
            assert file[0].data is None, 'the primary has data'
        assert len(file) == len(parts) + (1 if empty else 0), 'the result has %d parts' % len(file)
        if len(parts) > 1 and 'NEXTEND' in original[0].header and empty:
            assert file[0].header['NEXTEND'] == len(parts), 'NEXTEND'
    assert os.path.getsize(result) % 2880 == 0, 'no whole blocks'
    for i, (index, box) in enumerate(parts):
        compare(Place(path, index, images[i]), box, Place(result, i + (1 if empty else 0), images[i]))


failed = 0
lines = [line.rstrip('\n') for line in sys.stdin if line.strip()]
for number, line in enumerate(lines):
    name, spec = line.split('\t')
    try:
        check(number, name, spec)
    except Exception as e:
        failed += 1
        print('%s%s: %s: %s' % (name, spec, type(e).__name__, str(e)[:300]))
if failed:
    sys.exit('%d of %d differ' % (failed, len(lines)))
print('%d are the same' % len(lines))
