package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Python and its libraries on a mount. */
class PythonIT extends OnBothProfiles {
  @Test
  void filesAreSavedByRename() throws Exception {
    String save =
        """
        import os, tempfile
        for version in range(5):
            with tempfile.NamedTemporaryFile('w', dir='.', prefix='.save-', delete=False) as f:
                f.write('version %d\\n' % version * 1000)
                f.flush()
                os.fsync(f.fileno())
            os.replace(f.name, 'document')
            assert open('document').read() == 'version %d\\n' % version * 1000
        assert os.listdir('.') == ['document'], os.listdir('.')
        """;
    space.python(save);
    space.mount().remountCold();
    space.python("assert open('document').read() == 'version 4\\n' * 1000");
    space.python(save);
  }

  @Test
  void allOpenModesMeanWhatTheyMean() throws Exception {
    space.python(
        """
        import errno
        def raises(code, mode, name):
            try:
                open(name, mode)
            except OSError as e:
                assert e.errno == code, (mode, e)
                return
            raise AssertionError(mode)
        raises(errno.ENOENT, 'r', 'f')
        raises(errno.ENOENT, 'r+', 'f')
        with open('f', 'x') as f: f.write('hello')
        raises(errno.EEXIST, 'x', 'f')
        with open('f', 'a') as f: f.write(' world')
        assert open('f').read() == 'hello world'
        with open('f', 'r+') as f:
            f.write('J')
            f.seek(6); f.write('W')
        assert open('f').read() == 'Jello World'
        with open('f', 'a+') as f:
            f.seek(0); assert f.read() == 'Jello World'
            f.write('!'); f.seek(0); assert f.read() == 'Jello World!'
        with open('f', 'w+') as f:
            assert f.read() == ''
            f.write('new'); f.seek(0); assert f.read() == 'new'
        with open('f', 'rb+', buffering=0) as f:
            f.truncate(2); f.seek(0, 2); f.write(b'xt')
        assert open('f', 'rb').read() == b'next'
        with open('f') as f:
            try:
                f.write('x')
                raise AssertionError('written to a file open for reading')
            except OSError:
                pass
        """);
  }

  @Test
  void temporaryFilesAndDirectories() throws Exception {
    space.python(
        """
        import os, tempfile
        with tempfile.TemporaryFile(dir='.') as f:
            f.write(b'x' * 100000); f.seek(50000); assert f.read() == b'x' * 50000
        with tempfile.TemporaryDirectory(dir='.') as d:
            for i in range(20):
                with open(os.path.join(d, str(i)), 'w') as f: f.write(str(i))
        assert os.listdir('.') == [], os.listdir('.')
        with open('kept', 'w') as f: f.write('kept')
        """);
  }

  @Test
  void memoryMapsReadAndWrite() throws Exception {
    space.python(
        """
        import mmap
        with open('f', 'wb') as f: f.write(bytes(range(256)) * 4000)
        """);
    space.mount().remountCold();
    space.python(
        """
        import mmap
        with open('f', 'rb') as f, mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ) as m:
            assert m[256 * 3000 + 7] == 7 and len(m) == 1024000
            assert m.find(bytes([255, 0, 1])) == 255
        with open('f', 'r+b') as f, mmap.mmap(f.fileno(), 0) as m:
            m[500000:500005] = b'HELLO'
            m[0:1] = b'Z'
            m.flush()
        with open('f', 'rb') as f:
            data = f.read()
        assert data[500000:500005] == b'HELLO' and data[0:1] == b'Z' and len(data) == 1024000
        """);
    space.mount().remountCold();
    space.python(
        """
        data = bytearray(bytes(range(256)) * 4000)
        data[500000:500005] = b'HELLO'
        data[0:1] = b'Z'
        assert open('f', 'rb').read() == data
        """);
  }

  @Test
  void numpyMapsAreUpdatedInPlace() throws Exception {
    space.python(
        """
        import numpy
        m = numpy.memmap('array', dtype='float64', mode='w+', shape=(500, 300))
        m[:] = numpy.arange(150000).reshape(500, 300)
        m.flush()
        """);
    space.mount().remountCold();
    space.python(
        """
        import numpy
        m = numpy.memmap('array', dtype='float64', mode='r+', shape=(500, 300))
        assert m[499, 299] == 149999
        m[250] = -1
        m.flush()
        numpy.save('saved.npy', numpy.asarray(m))
        """);
    space.mount().remountCold();
    space.python(
        """
        import numpy
        expected = numpy.arange(150000.0).reshape(500, 300)
        expected[250] = -1
        assert (numpy.load('saved.npy') == expected).all()
        assert (numpy.memmap('array', dtype='float64', mode='r', shape=(500, 300)) == expected).all()
        """);
  }

  @Test
  void fitsIsWrittenReadMappedUpdatedAndAppended() throws Exception {
    space.python(
        """
        import numpy
        from astropy.io import fits
        image = numpy.arange(512 * 512, dtype='float32').reshape(512, 512)
        table = fits.BinTableHDU.from_columns([
            fits.Column(name='id', format='J', array=numpy.arange(1000)),
            fits.Column(name='flux', format='D', array=numpy.linspace(0, 1, 1000))])
        fits.HDUList([fits.PrimaryHDU(image), table]).writeto('a.fits')
        """);
    space.mount().remountCold();
    space.python(
        """
        import numpy
        from astropy.io import fits
        with fits.open('a.fits', memmap=True) as f:
            assert f[0].data[511, 511] == 512 * 512 - 1 and f[1].data['id'][999] == 999
        with fits.open('a.fits', mode='update') as f:
            f[0].header['OBJECT'] = 'M31'
            f[0].data[100, 100] = -5
            f[1].data['flux'][0] = 42
        with fits.open('a.fits', mode='append') as f:
            f.append(fits.ImageHDU(numpy.ones((100, 100), dtype='int16'), name='MASK'))
        fits.append('a.fits', numpy.zeros((10, 10)))
        """);
    space.mount().remountCold();
    assertThat(
            space.python(
                """
                from astropy.io import fits
                with fits.open('a.fits', checksum=True) as f:
                    f.verify('exception')
                    print(len(f), f[0].header['OBJECT'], f[0].data[100, 100], f[0].data[100, 101],
                          f[1].data['flux'][0], f['MASK'].data.sum(), f[3].data.shape)
                """))
        .isEqualTo("4 M31 -5.0 51301.0 42.0 10000 (10, 10)");
  }

  @Test
  void hdf5IsWrittenReadAndChangedInPlace() throws Exception {
    space.python(
        """
        import h5py, numpy
        with h5py.File('a.h5', 'w') as f:
            f['image'] = numpy.arange(90000, dtype='f8').reshape(300, 300)
            t = f.create_dataset('log', (0,), maxshape=(None,), chunks=(1000,), compression='gzip')
            for i in range(5):
                t.resize((t.shape[0] + 700,))
                t[-700:] = i
                f.flush()
        """);
    space.mount().remountCold();
    space.python(
        """
        import h5py
        with h5py.File('a.h5', 'r') as f:
            assert f['image'][299, 299] == 89999 and f['log'][:].sum() == 7000
        with h5py.File('a.h5', 'r+') as f:
            f['image'][100, 100:200] = -1
            f['log'].resize((100,))
            f['image'].attrs['unit'] = 'Jy'
            del f['log']
            f['more'] = list(range(1000))
        """);
    space.mount().remountCold();
    space.python(
        """
        import h5py
        with h5py.File('a.h5', 'r') as f:
            image = f['image'][:]
            assert (image[100, 100:200] == -1).all() and image[100, 200] == 30200
            assert f['image'].attrs['unit'] == 'Jy' and 'log' not in f and f['more'][999] == 999
        """);
  }
}
