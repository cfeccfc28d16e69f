"""Writes FITS files of many kinds with astropy, and the cutouts to try on them: make.py DIRECTORY.

Prints one line for each cutout: the name of the file, a tab, and the cutout.
"""
import glob
import os
import shutil
import sys
import warnings

import numpy as np
from astropy.io import fits

warnings.simplefilter('ignore')
random = np.random.default_rng(20261128)
directory = sys.argv[1]


def case(name, *specs):
    for spec in specs:
        print('%s\t%s' % (name, spec))


def sky(header, projection='TAN', ra=150.1, dec=2.2, scale=0.2 / 3600, axes=(1, 2), centre=(60.5, 48.25)):
    x, y = axes
    header['CTYPE%d' % x] = 'RA---' + projection
    header['CTYPE%d' % y] = 'DEC--' + projection
    header['CRVAL%d' % x] = (ra, 'right ascension of the reference / deg')
    header['CRVAL%d' % y] = dec
    header['CRPIX%d' % x] = (centre[0], 'reference pixel')
    header['CRPIX%d' % y] = centre[1]
    header['CUNIT%d' % x] = 'deg'
    header['CUNIT%d' % y] = 'deg'
    turn = np.radians(25)
    header['CD%d_%d' % (x, x)] = -scale * np.cos(turn)
    header['CD%d_%d' % (x, y)] = scale * np.sin(turn)
    header['CD%d_%d' % (y, x)] = scale * np.sin(turn)
    header['CD%d_%d' % (y, y)] = scale * np.cos(turn)
    header['RADESYS'] = 'ICRS'


def usual(header):
    header['OBJECT'] = ("Barnard's star", 'target / of the exposure')
    header['DATE-OBS'] = '2026-11-28T07:00:00.123'
    header['EXPTIME'] = 1234.5
    header['AIRMASS'] = 1.0e-7
    header['HIERARCH ESO DET CHIP1 ID'] = ('CCD-44', 'a long key')
    header['LONGTEXT'] = 'a text that needs more than one card ' * 3
    header['SATURATE'] = True
    header['COMMENT'] = 'This is a comment'
    header['HISTORY'] = 'flat fielded'


def save(name, *hdus, **more):
    fits.HDUList(list(hdus)).writeto(os.path.join(directory, name), checksum=True, **more)


def image(shape, kind):
    if kind == 'u8':
        return random.integers(0, 256, shape).astype('uint8')
    if kind in ('i16', 'i32', 'i64'):
        return random.integers(-3000, 30000, shape).astype(kind.replace('i', 'int'))
    if kind in ('u16', 'u32'):
        return random.integers(0, 60000, shape).astype(kind.replace('u', 'uint'))
    if kind == 'i8':
        return random.integers(-128, 128, shape).astype('int8')
    values = random.normal(1000, 30, shape).astype(kind.replace('f', 'float'))
    values.flat[::97] = np.nan
    return values


# Plain images of every type.
for kind in ('u8', 'i16', 'i32', 'i64', 'f32', 'f64', 'u16', 'u32', 'i8'):
    hdu = fits.PrimaryHDU(image((97, 121), kind))
    usual(hdu.header)
    sky(hdu.header)
    save('plain-%s.fits' % kind, hdu)
    case('plain-%s.fits' % kind, '[0][11:60,7:43]')
case('plain-i16.fits', '[11:60,7:43]', '[0][*,97:97]', '[0][121:121,*]', '[0][100:500,90:100]', '[0]',
     '[0][5:9,*][0][1:2,3:4]', '[0][3:3]', '(150.1,2.2,0.001)', '(150.1005,2.2015,0.0007)', '(150.1,2.2,0.00001)')
hdu = fits.PrimaryHDU(image((50, 60), 'f64') * 3)
hdu.header['BLANK'] = -32768
hdu.scale('int16', bscale=0.25, bzero=7.5)
sky(hdu.header, 'SIN')
save('scaled.fits', hdu)
case('scaled.fits', '[0][10:20,30:40]', '(150.1,2.2,0.0005)')

# Cubes.
hdu = fits.PrimaryHDU(image((7, 33, 41), 'f32'))
sky(hdu.header, 'SIN', centre=(20, 15))
hdu.header['CTYPE3'] = 'FREQ'
hdu.header['CRVAL3'] = 1.4e9
hdu.header['CRPIX3'] = 2
hdu.header['CDELT3'] = 1.0e6
save('cube.fits', hdu)
case('cube.fits', '[0][3:20,5:9,2:6]', '[0][*,*,4]', '[0][3:20]', '[0][*,5:5,*]', '(150.1,2.2,0.0003)')
hdu = fits.PrimaryHDU(image((2, 5, 33, 41), 'i16'))
sky(hdu.header, 'SIN', centre=(20, 15), axes=(1, 2))
hdu.header['CTYPE3'] = 'FREQ'
hdu.header['CRVAL3'] = 1.4e9
hdu.header['CDELT3'] = 1.0e6
hdu.header['CTYPE4'] = 'STOKES'
hdu.header['CRVAL4'] = 1.0
hdu.header['CRPIX4'] = 1.0
save('four.fits', hdu)
case('four.fits', '[0][3:20,5:9,2:4,2:2]', '[0][*,*,1:3]', '(150.1,2.2,0.0003)')
swapped = fits.PrimaryHDU(image((40, 6, 50), 'i32'))
sky(swapped.header, axes=(3, 1), centre=(20, 25))
swapped.header['CTYPE2'] = 'VELO'
save('swapped.fits', swapped)
case('swapped.fits', '(150.1,2.2,0.0004)', '[0][2:3,*,4:40]')
wide = fits.PrimaryHDU(image((3, 600000), 'i32'))
save('wide.fits', wide)
case('wide.fits', '[0][2:599999,2:3]')

# Extensions.
primary = fits.PrimaryHDU()
usual(primary.header)
primary.header['NEXTEND'] = 5
hdus = [primary]
for version in (1, 2):
    science = fits.ImageHDU(image((64, 80), 'f32'), name='SCI', ver=version)
    sky(science.header, dec=2.2 + 0.003 * (version - 1), centre=(40, 32))
    science.header['CTYPE1A'] = 'LINEAR'
    science.header['CRVAL1A'] = 7.0
    science.header['CRPIX1A'] = 5.5
    science.header['CTYPE2A'] = 'LINEAR'
    quality = fits.ImageHDU(image((64, 80), 'i16'), name='DQ', ver=version)
    quality.header['INHERIT'] = True
    hdus += [science, quality]
hdus.append(fits.BinTableHDU.from_columns(
    [fits.Column(name='id', format='J', array=np.arange(500)),
     fits.Column(name='name', format='PB()', array=np.array([np.arange(i % 5, dtype='uint8') for i in range(500)], dtype=object))],
    name='CATALOGUE'))
save('several.fits', *hdus)
case('several.fits', '[1][5:20,6:30]', '[SCI][5:20,6:30]', '[sci,2][5:20,*]', '[DQ,2]', '[2]', '[CATALOGUE]', '[0]', '[5]',
     '[1][5:20,6:30][DQ,1][5:20,6:30]', '[3][1:9,1:9][1][2:3,2:3]', '[1][5:20,6:30][CATALOGUE]', '[0][1]',
     '(150.1,2.2,0.0004)', '(150.1,2.2,0.004)', '(150.1,2.2045,0.0006)')

# Projections and forms of the matrix.
for projection in ('TAN', 'SIN', 'ARC', 'STG', 'ZEA', 'CAR', 'CEA', 'MER', 'SFL', 'AIT'):
    hdu = fits.PrimaryHDU(image((90, 110), 'i16'))
    sky(hdu.header, projection, ra=201.3, dec=-43.0, scale=0.01, centre=(55, 45))
    save('sky-%s.fits' % projection, hdu)
    case('sky-%s.fits' % projection, '(201.2,-42.9,0.13)', '(201.6,-43.2,0.02)')
hdu = fits.PrimaryHDU(image((90, 110), 'i16'))
hdu.header.update({'CTYPE1': 'GLON-CAR', 'CTYPE2': 'GLAT-CAR', 'CRVAL1': 30.0, 'CRVAL2': 0.0, 'CRPIX1': 55.0, 'CRPIX2': 45.0,
                   'CDELT1': -0.01, 'CDELT2': 0.01})
save('sky-galactic.fits', hdu)
case('sky-galactic.fits', '(281.6,-2.6,0.1)')
for name, more in (('pc', {'PC1_1': 0.8, 'PC1_2': 0.6, 'PC2_1': -0.6, 'PC2_2': 0.8}), ('crota', {'CROTA2': 33.0}), ('plain', {}),
                   ('lonpole', {'LONPOLE': 120.0})):
    hdu = fits.PrimaryHDU(image((90, 110), 'i16'))
    hdu.header.update({'CTYPE1': 'RA---TAN', 'CTYPE2': 'DEC--TAN', 'CRVAL1': 0.05, 'CRVAL2': 60.0, 'CRPIX1': 55.0, 'CRPIX2': 45.0,
                       'CDELT1': -0.003, 'CDELT2': 0.0025, **more})
    save('matrix-%s.fits' % name, hdu)
    case('matrix-%s.fits' % name, '(359.99,60.01,0.03)')
hdu = fits.PrimaryHDU(image((90, 110), 'i16'))
hdu.header.update({'CTYPE1': 'RA---TAN', 'CTYPE2': 'DEC--TAN', 'CRVAL1': 10.0, 'CRVAL2': 89.9, 'CRPIX1': 55.0, 'CRPIX2': 45.0,
                   'CDELT1': -0.01, 'CDELT2': 0.01})
save('pole.fits', hdu)
case('pole.fits', '(100,89.95,0.2)')
hdu = fits.PrimaryHDU(image((90, 110), 'i16'))
sky(hdu.header, 'TAN-SIP', scale=0.001, centre=(55, 45))
hdu.header.update({'A_ORDER': 2, 'B_ORDER': 2, 'A_2_0': 1e-4, 'A_1_1': -2e-5, 'B_0_2': 1.5e-4, 'B_1_1': 3e-5})
save('sip.fits', hdu)
case('sip.fits', '(150.1,2.21,0.015)', '[0][20:40,30:50]')

# Tile-compressed images.
for name, kind, shape, form in (
        ('rice-rows', 'i16', (70, 90), dict(compression_type='RICE_1')),
        ('rice-u8', 'u8', (70, 90), dict(compression_type='RICE_1')),
        ('rice-u16', 'u16', (70, 90), dict(compression_type='RICE_1', tile_size=(32, 20))),
        ('rice-i32', 'i32', (70, 90), dict(compression_type='RICE_1', tile_size=(32, 20))),
        ('rice-whole', 'i32', (70, 90), dict(compression_type='RICE_1', tile_size=(90, 70))),
        ('rice-cube', 'i16', (9, 40, 50), dict(compression_type='RICE_1', tile_size=(16, 12, 4))),
        ('rice-planes', 'i32', (5, 20, 30), dict(compression_type='RICE_1', tile_size=(30, 20, 1))),
        ('gzip1-i16', 'i16', (70, 90), dict(compression_type='GZIP_1')),
        ('gzip2-i32', 'i32', (70, 90), dict(compression_type='GZIP_2', tile_size=(32, 20))),
        ('gzip1-f32', 'f32', (70, 90), dict(compression_type='GZIP_1', quantize_level=0)),
        ('gzip2-f64', 'f64', (70, 90), dict(compression_type='GZIP_2', quantize_level=0)),
        ('hcompress-i16', 'i16', (70, 90), dict(compression_type='HCOMPRESS_1', tile_size=(30, 24))),
        ('plio-i16', 'u8', (70, 90), dict(compression_type='PLIO_1')),
        ('quant-none', 'f32', (70, 90), dict(compression_type='RICE_1', quantize_level=16, quantize_method=-1)),
        ('quant-one', 'f32', (70, 90), dict(compression_type='RICE_1', quantize_level=16, quantize_method=1, dither_seed=77)),
        ('quant-two', 'f32', (70, 90), dict(compression_type='RICE_1', quantize_level=16, quantize_method=2, dither_seed=9999)),
        ('quant-tiles', 'f32', (70, 90), dict(compression_type='RICE_1', quantize_level=4, quantize_method=1, dither_seed=3, tile_size=(32, 20))),
        ('quant-f64', 'f64', (70, 90), dict(compression_type='RICE_1', quantize_level=16, quantize_method=1, dither_seed=5))):
    data = image(shape, kind)
    if kind.startswith('f'):
        data = np.nan_to_num(data, nan=1000.0)
        if name in ('quant-one', 'gzip1-f32'):
            data.flat[::53] = np.nan
    hdu = fits.CompImageHDU(data, name='SCI' if name == 'rice-i32' else 'COMPRESSED_IMAGE', **form)
    usual(hdu.header)
    sky(hdu.header, centre=(40, 30))
    save('tiled-%s.fits.fz' % name, fits.PrimaryHDU(), hdu)
    if len(shape) == 2:
        case('tiled-%s.fits.fz' % name, '[1][11:60,7:43]', '[1][33:33,*]')
    else:
        case('tiled-%s.fits.fz' % name, '[1][11:29,7:18,2:3]', '[1][3:4]')
case('tiled-rice-i32.fits.fz', '[SCI][65:90,61:70]', '[1]', '(150.1,2.2,0.0008)', '[1][1:2,1:2][1][5:90,9:9]')

# In four dimensions, which this astropy neither writes nor reads in tiles: tiles of one plane are the
# same in cubes of four axes as in cubes of three, so only the header is another one. check.py takes
# the pixels from the file of three axes.
for name, kind, form in (
        ('rice', 'i32', dict(compression_type='RICE_1', tile_size=(16, 12, 1))),
        ('gzip2', 'i16', dict(compression_type='GZIP_2', tile_size=(30, 10, 1))),
        ('quant', 'f32', dict(compression_type='RICE_1', quantize_level=16, quantize_method=1, dither_seed=7))):
    data = np.nan_to_num(image((6, 20, 30), kind), nan=1000.0)
    hdu = fits.CompImageHDU(data, **form)
    usual(hdu.header)
    sky(hdu.header, centre=(15, 10))
    save('three-%s.fits.fz' % name, fits.PrimaryHDU(), hdu)
    with fits.open(os.path.join(directory, 'three-%s.fits.fz' % name), disable_image_compression=True) as file:
        header = file[1].header
        header['ZNAXIS'] = 4
        header['ZNAXIS3'] = 3
        header.insert('ZNAXIS3', ('ZNAXIS4', 2), after=True)
        header.insert('ZTILE3', ('ZTILE4', 1), after=True)
        save('four-%s.fits.fz' % name, fits.PrimaryHDU(), file[1])
    case('four-%s.fits.fz' % name, '[1][11:29,7:18,2:3,2:2]', '[1][3:4]', '[1][*,5:5,1:1]', '[1][*,*,*,1:2]',
         '(150.1,2.2,0.0003)')

# Files that come with astropy, as telescopes and archives wrote them.
import astropy
root = os.path.dirname(astropy.__file__)
names = set()
for path in sorted(glob.glob(root + '/**/tests/data/*.fits*', recursive=True)):
    name = os.path.basename(path)
    if 'invalid' in path or name in names:
        continue
    try:
        with fits.open(path) as file:
            specs = []
            for i, hdu in enumerate(file):
                plain = isinstance(hdu, (fits.PrimaryHDU, fits.ImageHDU, fits.CompImageHDU)) and not isinstance(hdu, fits.GroupsHDU)
                if not plain or hdu.data is None or hdu.data.size == 0 or hdu.data.ndim < 1:
                    continue
                shape = hdu.data.shape[::-1]
                box = ','.join('%d:%d' % (max(1, n // 3), max(1, n // 2)) for n in shape)
                specs.append('[%d][%s]' % (i, box))
    except Exception:
        continue
    if not specs:
        continue
    names.add(name)
    target = 'real-' + (name[:-3] if name.endswith('.gz') else name)
    if name.endswith('.gz'):
        import gzip
        with gzip.open(path) as packed, open(os.path.join(directory, target), 'wb') as out:
            shutil.copyfileobj(packed, out)
    else:
        shutil.copy(path, os.path.join(directory, target))
    case(target, *specs)
