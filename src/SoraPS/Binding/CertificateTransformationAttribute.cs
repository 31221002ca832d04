using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;

namespace SoraPS.Binding;

/// <summary>Accepts a certificate, a thumbprint, or the path of a file, which may be relative to the current location.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CertificateTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData.Unwrap() switch
    {
        null or SoraClientCertificate => inputData,
        X509Certificate2 certificate => new SoraClientCertificate(certificate),
        string text when text.Trim().Length == 0 => null,
        string text when SoraClientCertificate.IsThumbprint(text) => new SoraClientCertificate(text),
        string path => new SoraClientCertificate(GetFullPath(engineIntrinsics, path)),
        _ => throw new ArgumentTransformationMetadataException(Messages.CertificateOfOtherType),
    };

    private static string GetFullPath(EngineIntrinsics engine, string path)
    {
        try
        {
            string full = engine.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == "FileSystem" ? full : throw new ArgumentTransformationMetadataException(Messages.CertificateOfOtherType);
        }
        catch (Exception e) when (e is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or PSNotSupportedException or PSArgumentException)
        {
            throw new ArgumentTransformationMetadataException(SafeText.ForDisplay(e.Message));
        }
    }
}
