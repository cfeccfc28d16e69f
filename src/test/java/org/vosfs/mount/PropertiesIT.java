package org.vosfs.mount;

import org.junit.jupiter.api.Test;

/** Properties as extended attributes, through the kernel. */
class PropertiesIT extends OnBothProfiles {
  @Test
  void attributesAreProperties() throws Exception {
    space.python("open('f', 'w').write('hello')");
    space.mount().awaitUploads();
    space.python(
        """
        import os, errno
        def raises(code, f, *a):
            try:
                f(*a)
            except OSError as e:
                assert e.errno == code, (a, e)
                return
            raise AssertionError(a)
        own = 'user.vos.ivo://example.org/meta#note'
        os.setxattr('f', 'user.vos.title', b'Flat')
        os.setxattr('f', own, bytes(range(256)))
        os.mkdir('d'); os.setxattr('d', own, b'}"')
        assert os.getxattr('d', own) == b'}"'
        assert os.getxattr('f', 'user.vos.title') == b'Flat'
        assert os.getxattr('f', own) == bytes(range(256))
        assert os.getxattr('f', 'user.vos.MD5') == b'5d41402abc4b2a76b9719d911017c592'
        assert os.getxattr('f', 'user.vos.length') == b'5'
        assert sorted(os.listxattr('f')) == sorted([own, 'user.vos.title']), os.listxattr('f')
        raises(errno.EEXIST, os.setxattr, 'f', 'user.vos.title', b'x', os.XATTR_CREATE)
        raises(errno.ENODATA, os.setxattr, 'f', 'user.vos.subject', b'x', os.XATTR_REPLACE)
        raises(errno.EPERM, os.setxattr, 'f', 'user.vos.MD5', b'x')
        raises(errno.ENODATA, os.getxattr, 'f', 'user.vos.subject')
        raises(errno.ENOTSUP, os.setxattr, 'f', 'user.other', b'x')
        os.removexattr('f', own)
        raises(errno.ENODATA, os.removexattr, 'f', own)
        assert os.listxattr('f') == ['user.vos.title'], os.listxattr('f')
        """);
  }
}
